import sharp from 'sharp';

/** A picture as pages show it. */
export interface WebPicture {
  readonly contentType: 'image/jpeg' | 'image/png' | 'image/webp';
  readonly bytes: Buffer;
}

/** Longest side in pixels: twice what the widest column shows. */
const SIDE_MAX = 1_600;
/** What is larger than this is written anew even when it is small enough in pixels. */
const BYTES_MAX = 400 * 1024;
/** More pixels than any phone's camera makes; a small file that unfolds into more is an attack. */
const PIXELS_MAX = 120_000_000;
const QUALITY = 82;

// Pictures are rare and large: nothing is kept between them, and one is not allowed all processors.
sharp.cache(false);
sharp.concurrency(1);

/**
 * A JPEG, PNG or WebP in a size that a phone loads, turned upright, and without what cameras write into it: place, time,
 * device. A picture that is so already stays as it is, to the byte. Null when the bytes cannot be read as a picture.
 */
export async function webPicture(bytes: Buffer): Promise<WebPicture | null> {
  const open = () => sharp(bytes, { limitInputPixels: PIXELS_MAX, failOn: 'error' });
  try {
    const { format, width, height, hasAlpha, exif, icc, iptc, xmp, pages = 1 } = await open().metadata();
    if (format !== 'jpeg' && format !== 'png' && format !== 'webp') return null;
    const isFit = Math.max(width, height) <= SIDE_MAX && bytes.length <= BYTES_MAX && pages === 1;
    if (isFit && !exif && !icc && !iptc && !xmp) {
      // Reading it to its end: a cut file is refused now, not shown half.
      await open().stats();
      return { contentType: `image/${format}`, bytes };
    }
    const drawn = open()
      .autoOrient()
      .toColourspace('srgb')
      .resize({ width: SIDE_MAX, height: SIDE_MAX, fit: 'inside', withoutEnlargement: true });
    if (hasAlpha && format !== 'jpeg')
      return { contentType: 'image/webp', bytes: await drawn.webp({ quality: QUALITY }).toBuffer() };
    return {
      contentType: 'image/jpeg',
      bytes: await drawn.jpeg({ quality: QUALITY, progressive: true }).toBuffer(),
    };
  } catch {
    return null;
  }
}
