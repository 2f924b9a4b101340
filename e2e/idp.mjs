// A real identity provider on this machine (npm oidc-provider), which tells of people as VNeID and the national portal
// do. Everybody in it was made up.

import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

export const PEOPLE = {
  uoc: {
    LoaiTaiKhoan: '1', SoDinhDanh: '037190000000', HoVaTen: 'Nguyễn Thị Ước (mẫu)', NgayThangNamSinh: '19900321',
    SoDienThoai: '0900000001', loAs: '2', IAL: '2', TechID: 't-1',
  },
  thu: { LoaiTaiKhoan: '1', SoDinhDanh: '037306000000', HoVaTen: 'Lê Thị Thử (mẫu)', NgayThangNamSinh: '02/11/2006', loAs: '1' },
  'cong-ty': {
    LoaiTaiKhoan: '2', MaSoThue: '2700000009', TenDoanhNghiep: 'Công ty TNHH Ví Dụ Hoa Lư (mẫu)',
    HoVaTen: 'Phạm Văn Giả Định (mẫu)', SoDinhDanh: '037080000000', loAs: '2',
  },
  'vo-danh': { LoaiTaiKhoan: '1', loAs: '2' },
};

export const SECRET = 'chi-dung-de-thu-nghiem-0123456789';

/** One client for each way to sign a token and to show who asks. */
const CLIENTS = {
  'rs256-basic': { id_token_signed_response_alg: 'RS256', token_endpoint_auth_method: 'client_secret_basic' },
  'ps256-post': { id_token_signed_response_alg: 'PS256', token_endpoint_auth_method: 'client_secret_post' },
  'es256-pkce': { id_token_signed_response_alg: 'ES256', token_endpoint_auth_method: 'none' },
};

function keys() {
  const jwk = (type, options, alg) => {
    const { privateKey } = generateKeyPairSync(type, options);
    return { ...privateKey.export({ format: 'jwk' }), alg, use: 'sig', kid: randomBytes(8).toString('hex') };
  };
  return [
    jwk('rsa', { modulusLength: 2048 }, 'RS256'),
    jwk('rsa', { modulusLength: 2048 }, 'PS256'),
    jwk('ec', { namedCurve: 'P-256' }, 'ES256'),
  ];
}

/** Starts the provider; `back` is where it may send people back to. */
export async function startProvider(back, after) {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  // By another name than the pages under test have, so that to a browser they are two sites.
  const issuer = `http://localhost:${server.address().port}`;
  const scope = 'openid';
  const claims = [...new Set(Object.values(PEOPLE).flatMap(Object.keys))];
  const provider = new Provider(issuer, {
    clients: Object.entries(CLIENTS).map(([client_id, how]) => ({
      client_id,
      ...(how.token_endpoint_auth_method === 'none' ? {} : { client_secret: SECRET }),
      redirect_uris: [back],
      post_logout_redirect_uris: [after],
      response_types: ['code'],
      grant_types: ['authorization_code'],
      ...how,
    })),
    jwks: { keys: keys() },
    claims: { [scope]: ['sub', ...claims] },
    cookies: { keys: [randomBytes(16).toString('hex')] },
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: true } },
    findAccount: (_, id) => PEOPLE[id] && { accountId: id, claims: async () => ({ sub: id, ...PEOPLE[id] }) },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    enabledJWA: { idTokenSigningAlgValues: ['RS256', 'PS256', 'ES256'] },
    pkce: { required: () => true },
    async loadExistingGrant(ctx) {
      const grant = new provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
      grant.addOIDCScope(scope);
      await grant.save();
      return grant;
    },
  });
  const answer = provider.callback();
  server.on('request', async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, issuer);
    if (!pathname.startsWith('/interaction/')) return answer(request, response);
    const who = searchParams.get('who');
    if (who === 'nobody') {
      const refusal = { error: 'access_denied', error_description: 'no' };
      return provider.interactionFinished(request, response, refusal);
    }
    if (who) return provider.interactionFinished(request, response, { login: { accountId: who } });
    const links = [...Object.keys(PEOPLE), 'nobody'].map((one) => `<p><a href="${pathname}?who=${one}">${one}</a></p>`);
    response.setHeader('content-type', 'text/html; charset=utf-8');
    return response.end(`<!doctype html><html lang="vi"><title>Nhà cung cấp thử</title><h1>Bạn là ai?</h1>${links.join('')}</html>`);
  });
  return {
    issuer,
    clients: Object.keys(CLIENTS),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
