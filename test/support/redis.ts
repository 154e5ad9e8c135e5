import { randomBytes } from 'node:crypto';

/** redis:// of the private server of this test run. */
export function testRedisUrl(): string {
  const url = process.env.TEST_REDIS_URL;
  if (!url) throw new Error('TEST_REDIS_URL is not set: run the tests by "npm test" or "npx jest"');
  return url;
}

/** A key prefix that no other test uses, in braces as `REDIS_PREFIX` wants it. */
export function uniqueRedisPrefix(): string {
  return `{boai-test-${randomBytes(5).toString('hex')}}`;
}
