import { startThrowawayServers } from '../../bin/lib/test-servers.mjs';

/**
 * Gives every test run a private MariaDB and Redis. `npm test` starts them itself and hands them over by the
 * environment; a bare `npx jest` gets its own here and loses them in global-teardown.
 */
export default async function globalSetup() {
  if (process.env.TEST_DATABASE_OWNER_URL) return;
  const servers = await startThrowawayServers({ kind: 'test' });
  globalThis.__boaiTestServers = servers;
  Object.assign(process.env, servers.environment);
}
