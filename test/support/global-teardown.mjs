/** Ends what global-setup started; servers handed over by the environment are not ours to end. */
export default async function globalTeardown() {
  await globalThis.__boaiTestServers?.stop();
}
