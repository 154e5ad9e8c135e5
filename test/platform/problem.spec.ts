import { problemOf } from '../../src/platform/http/problem.js';

const withStatus = (statusCode: number, code?: string) =>
  Object.assign(new Error('no'), { statusCode, code });

test("a status that another server gave us is not our reader's fault", () => {
  expect(problemOf(withStatus(401))).toMatchObject({ status: 500, ours: true });
  expect(problemOf(withStatus(400, 'parameter_invalid'))).toMatchObject({ status: 500, ours: true });
});

test('what Fastify could not read is', () => {
  expect(problemOf(withStatus(413, 'FST_ERR_CTP_BODY_TOO_LARGE'))).toMatchObject({
    status: 413,
    ours: false,
  });
});
