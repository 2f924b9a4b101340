// Starts `motcua demo` over a throw-away directory and asks the program about it afterwards.

import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** The program named by MOTCUA, else the one built here. */
export function findProgram() {
  if (process.env.MOTCUA) return process.env.MOTCUA;
  const built = ['release', 'debug'].map((kind) => path.join(root, 'target', kind, 'motcua'));
  const found = built.find(existsSync);
  if (!found) throw new Error('no program: cargo build --release, or name one in MOTCUA');
  return found;
}

/** A demo that answers: its address, its accounts (`clerk`, `officer`, `leader`, `administrator`, `keeper`, `receptionist`) and their password. */
export async function startDemo(dossiers) {
  const program = findProgram();
  const folder = await mkdtemp(path.join(tmpdir(), 'motcua-demo-'));
  const data = path.join(folder, 'data');
  const asked = ['demo', '--data', data, '--listen', '127.0.0.1:0', '--dossiers', String(dossiers)];
  const child = spawn(program, asked, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const told = { accounts: {} };
  for await (const line of createInterface({ input: child.stdout })) {
    told.base ??= line.match(/https?:\/\/\S+/)?.[0].replace(/\/$/, '');
    told.password ??= line.match(/mật khẩu chung: (\S+)/)?.[1];
    const account = line.match(/^\s+((motcua|thuly|lanhdao)\.\S+\.\S+)\s/);
    if (account) told.accounts[{ motcua: 'clerk', thuly: 'officer', lanhdao: 'leader' }[account[2]]] = account[1];
    told.accounts.administrator ??= line.match(/^\s+(quantri\.\S+)\s/)?.[1];
    told.accounts.keeper ??= line.match(/^\s+(kiemsoat\.\S+)\s/)?.[1];
    told.accounts.receptionist ??= line.match(/^\s+(tiepdon\.\S+)\s/)?.[1];
    if (line.includes('Ctrl-C')) break;
  }
  if (!told.base || !told.password || Object.values(told.accounts).filter(Boolean).length !== 6) {
    child.kill();
    throw new Error(`the demo told too little: ${JSON.stringify(told)}`);
  }
  return {
    ...told,
    data,
    /** Runs another command of the program over the same data; what it printed. */
    async ask(...words) {
      const { stdout } = await run(program, [...words, '--data', data], { maxBuffer: 1 << 24 });
      return stdout;
    },
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
    async forget() {
      await rm(folder, { recursive: true, force: true });
    },
  };
}
