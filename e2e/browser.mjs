// One person at one screen: opens pages, fills in forms by their labels, and has every page checked
// for WCAG 2.1 AA on the way.

import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execFileSync } from 'node:child_process';
import { chromium } from 'playwright-core';

const require = createRequire(import.meta.url);
const axe = await readFile(require.resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'];

export const SCREENS = {
  phone: { width: 375, height: 740, isMobile: true, hasTouch: true, deviceScaleFactor: 2 },
  desktop: { width: 1280, height: 900 },
};

/** Debian's chromium, or the one named by MOTCUA_CHROMIUM. */
export function findChromium() {
  if (process.env.MOTCUA_CHROMIUM) return process.env.MOTCUA_CHROMIUM;
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    try {
      return execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim();
    } catch { /* the next one */ }
  }
  throw new Error('no chromium: apt-get install chromium, or name one in MOTCUA_CHROMIUM');
}

/** A browser with a home of its own; give it back with `close`. */
export async function openBrowser() {
  const home = await mkdtemp(path.join(tmpdir(), 'motcua-browser-'));
  const browser = await chromium.launch({
    executablePath: findChromium(),
    env: { ...process.env, HOME: home, XDG_CONFIG_HOME: home, XDG_CACHE_HOME: home },
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage',
    ],
  });
  return {
    browser,
    async close() {
      await browser.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}

async function check(page) {
  await page.evaluate(axe);
  const result = await page.evaluate(
    (rules) => window.axe.run(document, { runOnly: { type: 'tag', values: rules }, resultTypes: ['violations'] }),
    RULES,
  );
  return result.violations;
}

/** A person in front of a screen, with cookies of his own. */
export class Person {
  static async sitDown(browser, base, { screen, script, who, shots }) {
    const { width, height, ...device } = SCREENS[screen];
    const context = await browser.newContext({
      baseURL: base,
      viewport: { width, height },
      javaScriptEnabled: script,
      locale: 'vi-VN',
      timezoneId: 'Asia/Ho_Chi_Minh',
      reducedMotion: 'reduce',
      ...device,
    });
    context.setDefaultTimeout(20_000);
    const person = new Person(context, await context.newPage(), { screen, script, who, shots });
    person.page.on('pageerror', (error) => person.faults.push(`${person.name}: script: ${error.message}`));
    person.page.on('console', (message) => {
      if (message.type() === 'error' && /Content Security Policy|Refused to/.test(message.text())) {
        person.faults.push(`${person.name}: ${message.text()}`);
      }
    });
    return person;
  }

  constructor(context, page, { screen, script, who, shots }) {
    Object.assign(this, { context, page, screen, script, who, shots, faults: [], looked: 0, reader: undefined });
  }

  get name() {
    return `${this.screen}, ${this.script ? 'with' : 'without'} script, ${this.who}`;
  }

  async open(address) {
    await this.page.goto(address);
  }

  async leave() {
    await this.context.close();
  }

  /** Has the page that is shown checked and kept as a picture. */
  async look(title) {
    this.looked += 1;
    const where = `${this.name}: ${title} (${new URL(this.page.url()).pathname})`;
    // A phone shows a page that is too wide from further away: what it says of its own width is then no measure.
    const wide = (await this.page.evaluate(() => document.documentElement.scrollWidth)) - SCREENS[this.screen].width;
    if (wide > 0) this.faults.push(`${where}: ${wide} px wider than the screen`);
    for (const violation of await this.violations()) {
      const nodes = violation.nodes.slice(0, 3).map((node) => `${node.target.join(' ')} ${node.html.slice(0, 160)}`);
      this.faults.push(`${where}: ${violation.id}, ${violation.help}\n      ${nodes.join('\n      ')}`);
    }
    if (this.shots) await this.keep(title);
  }

  /** What axe finds in the page that is shown. Where scripts are off, axe reads the same page elsewhere. */
  async violations() {
    if (this.script) return check(this.page);
    this.reader ??= await this.readerOf();
    const [address, html] = [this.page.url(), await this.page.content()];
    await this.reader.route(address, (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body: html }));
    await this.reader.goto(address);
    await this.reader.unroute(address);
    return check(this.reader);
  }

  async readerOf() {
    const { width, height, ...device } = SCREENS[this.screen];
    const context = await this.context.browser().newContext({ viewport: { width, height }, reducedMotion: 'reduce', ...device });
    this.context.on('close', () => context.close().catch(() => {}));
    return context.newPage();
  }

  async keep(title) {
    const folder = path.join(this.shots, `${this.screen}${this.script ? '' : '-without-script'}`);
    await mkdir(folder, { recursive: true });
    const plain = title.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/g, 'd').replace(/[^a-z0-9]+/gi, '-');
    this.shots_taken = (this.shots_taken ?? 0) + 1;
    const number = String(this.shots_taken).padStart(2, '0');
    await this.page.screenshot({ path: path.join(folder, `${this.who}-${number}-${plain}.png`), fullPage: true });
  }

  /** What stands in the main part of the page. */
  async reads() {
    return this.page.locator('main').innerText();
  }

  /** Presses a button by its words and waits for the page that answers. */
  async press(words) {
    const button = this.page.getByRole('button', { name: words }).filter({ visible: true }).first();
    await Promise.all([this.page.waitForLoadState('load'), this.leavesAfter(() => button.click())]);
  }

  async follow(words) {
    await this.leavesAfter(() => this.page.getByRole('link', { name: words }).filter({ visible: true }).first().click());
  }

  async leavesAfter(act) {
    const answered = this.page.waitForEvent('domcontentloaded');
    await act();
    await answered;
  }
}
