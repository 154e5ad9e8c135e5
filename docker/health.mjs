// node docker/health.mjs NAME: exit code 0 when the part whose port stands in the variable NAME answers that it lives.
const port = process.env[process.argv[2]];
try {
  const answer = await fetch(`http://127.0.0.1:${port}/health/live`, { signal: AbortSignal.timeout(2000) });
  process.exitCode = answer.ok ? 0 : 1;
} catch {
  process.exitCode = 1;
}
