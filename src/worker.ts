import { NestFactory } from '@nestjs/core';
import { NestLog, openLog, stdoutInBlocks } from './platform/http/log.js';
import { WorkerLoops } from './platform/jobs/worker-loops.js';
import { OperationsServer } from './platform/metrics/operations-server.js';
import { runProcess } from './platform/process.js';
import { WorkerModule, workerDuties } from './worker.module.js';

await runProcess(async (config) => {
  const log = openLog(config, 'worker', stdoutInBlocks());
  const app = await NestFactory.createApplicationContext(WorkerModule.with({ config }), {
    logger: new NestLog(log),
    abortOnError: false,
  });
  await app.get(WorkerLoops).start(workerDuties(app), log);
  await app.get(OperationsServer).open(config.HOST, config.HEALTH_PORT);
  log.info('worker is at work');
  return app;
});
