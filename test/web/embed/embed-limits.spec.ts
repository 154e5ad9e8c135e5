import { fastify } from 'fastify';
import { EmbedLimits, limited } from '../../../src/web/embed/embed-limits.js';

test('an address has its share of pictures a minute; "unchanged" costs nothing, another address is not touched', async () => {
  let now = 1_000;
  const app = fastify();
  const plugin = limited(new EmbedLimits(3, () => now), async (own) => {
    own.get('/picture', (request, reply) => reply.code(request.headers['if-none-match'] ? 304 : 200).send());
  });
  await app.register(plugin);
  const ask = async (remoteAddress: string, headers = {}) =>
    (await app.inject({ url: '/picture', remoteAddress, headers })).statusCode;
  for (let n = 0; n < 10; n++) expect(await ask('192.0.2.1', { 'if-none-match': '"a"' })).toBe(304);
  const statuses = [];
  for (let n = 0; n < 5; n++) statuses.push(await ask('192.0.2.1'));
  expect(statuses).toEqual([200, 200, 200, 429, 429]);
  expect(await ask('192.0.2.2')).toBe(200);
  now += 60_000;
  expect(await ask('192.0.2.1')).toBe(200);
  await app.close();
});
