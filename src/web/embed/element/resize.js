// For pages that show the frame: each of our frames gets the height that it asks for. A message counts only when it
// comes from our own address and from the very window of a frame on this page.
(() => {
  const script =
    document.currentScript || document.querySelector('script[src*="/embed/"][src*="/resize.js"]');
  if (!script || window.boaiResize) return;
  window.boaiResize = true;
  const home = new URL(script.src).origin;
  addEventListener('message', (event) => {
    const height = event.data && event.data.boai && event.data.boai.resizeHeight;
    if (event.origin !== home || !(height >= 40 && height <= 2000)) return;
    document.querySelectorAll('iframe').forEach((frame) => {
      if (frame.contentWindow === event.source) frame.style.height = `${height}px`;
    });
  });
})();
