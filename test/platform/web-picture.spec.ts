import sharp from 'sharp';
import { webPicture } from '../../src/platform/pictures/web-picture.js';
import { TINY_PNG } from '../support/pictures.js';

const blank = (width: number, height: number, channels: 3 | 4 = 3) =>
  sharp({ create: { width, height, channels, background: { r: 160, g: 40, b: 40, alpha: 0.5 } } });

it('a photo is made smaller, turned upright, and loses its place and device', async () => {
  const photo = await blank(4000, 3000)
    .jpeg()
    .withExif({ IFD0: { Make: 'PhoneMaker' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '30/1 40/1 0/1' } })
    .withMetadata({ orientation: 6 })
    .toBuffer();
  expect((await sharp(photo).metadata()).exif).toBeDefined();
  const shown = await webPicture(photo);
  const { width, height, format, exif, orientation } = await sharp(shown?.bytes).metadata();
  expect({ width, height, format, exif, orientation }).toEqual({
    ...{ width: 1200, height: 1600, format: 'jpeg', exif: undefined, orientation: undefined },
  });
  expect(shown?.contentType).toBe('image/jpeg');
});

it('a small plain picture stays as it is; a small one with metadata loses them', async () => {
  expect(await webPicture(TINY_PNG)).toEqual({ contentType: 'image/png', bytes: TINY_PNG });
  const marked = await blank(20, 20)
    .jpeg()
    .withExif({ IFD0: { Make: 'PhoneMaker' } })
    .toBuffer();
  expect((await webPicture(marked))?.bytes.includes('PhoneMaker')).toBe(false);
});

it('what can be seen through stays so', async () => {
  const shown = await webPicture(await blank(2000, 100, 4).png().toBuffer());
  expect(shown?.contentType).toBe('image/webp');
  expect((await sharp(shown?.bytes).metadata()).hasAlpha).toBe(true);
});

it.each([
  ['a cut file', async () => (await blank(2000, 2000).jpeg().toBuffer()).subarray(0, 3000)],
  ['a drawing', async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
  ['letters', async () => Buffer.from('89504e470d0a1a0a0000', 'hex')],
  ['nothing', async () => Buffer.alloc(0)],
  [
    'a small file that says it is enormous',
    async () => {
      const bomb = Buffer.from(TINY_PNG);
      bomb.writeUInt32BE(60_000, 16);
      bomb.writeUInt32BE(60_000, 20);
      return bomb;
    },
  ],
])('%s is refused', async (_, bytes) => {
  expect(await webPicture(await bytes())).toBeNull();
});
