import { openLog, stdoutInBlocks } from './platform/http/log.js';
import { OperationsServer } from './platform/metrics/operations-server.js';
import { runProcess } from './platform/process.js';
import { createWebApp } from './web-app.js';

await runProcess(async (config) => {
  const { app, log } = await createWebApp({ config }, openLog(config, 'web', stdoutInBlocks()));
  await app.get(OperationsServer).open(config.HOST, config.METRICS_PORT);
  await app.listen({ host: config.HOST, port: config.PORT });
  log.info({ port: config.PORT }, 'web is listening');
  return app;
});
