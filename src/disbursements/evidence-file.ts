/** Kinds of file that may show a disbursement. */
export const EVIDENCE_TYPES = ['image/jpeg', 'image/png', 'application/pdf'] as const;
export type EvidenceType = (typeof EVIDENCE_TYPES)[number];

export const EVIDENCE_BYTES_MAX = 5 * 1024 * 1024;

/** What a file is and how it may be shown, or why it may not. */
export type LookedAt =
  | { readonly contentType: EvidenceType; readonly extension: string; readonly bytes: Buffer }
  | { readonly problem: 'not_evidence' | 'too_large' | 'broken_file' | 'active_pdf' };

const PNG = Buffer.from('89504e470d0a1a0a', 'hex');
/** Chunks of a PNG that only tell about the picture: comments, times, a camera's notes. */
const PNG_NOTES = ['tEXt', 'zTXt', 'iTXt', 'eXIf', 'tIME'];
/** What makes a PDF do something, or carry another file. */
const ACTIVE = /\/(?:JavaScript|JS|Launch|EmbeddedFile|EmbeddedFiles|OpenAction|AA|RichMedia|XFA)\b/;

/**
 * Judges a file by its bytes, never by its name, and takes away what a camera writes beside the picture: where it was
 * taken, when, with what. A photograph of a home would otherwise tell its place to the metre.
 */
export function lookAt(file: Buffer): LookedAt {
  if (file.length > EVIDENCE_BYTES_MAX) return { problem: 'too_large' };
  if (file.subarray(0, 3).toString('hex') === 'ffd8ff') {
    const bytes = bareJpeg(file);
    return bytes ? { contentType: 'image/jpeg', extension: 'jpg', bytes } : { problem: 'broken_file' };
  }
  if (file.subarray(0, 8).equals(PNG)) {
    const bytes = barePng(file);
    return bytes ? { contentType: 'image/png', extension: 'png', bytes } : { problem: 'broken_file' };
  }
  if (file.subarray(0, 5).toString('latin1') !== '%PDF-') return { problem: 'not_evidence' };
  const text = file.toString('latin1');
  if (!text.includes('%%EOF')) return { problem: 'broken_file' };
  return ACTIVE.test(text)
    ? { problem: 'active_pdf' }
    : { contentType: 'application/pdf', extension: 'pdf', bytes: file };
}

/** A JPEG without its notes; which way up it stands is kept. null when its segments do not add up. */
function bareJpeg(file: Buffer): Buffer | null {
  const kept: Buffer[] = [file.subarray(0, 2)];
  let turned: number | null = null;
  for (let at = 2; ; ) {
    if (at + 4 > file.length || file[at] !== 0xff) return null;
    const marker = file[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const size = file.readUInt16BE(at + 2);
    const end = at + 2 + size;
    if (size < 2 || end > file.length) return null;
    const segment = file.subarray(at, end);
    if (marker === 0xe1) turned ??= orientationIn(segment);
    const isNote =
      marker === 0xfe || (marker >= 0xe1 && marker <= 0xef && marker !== 0xe2 && marker !== 0xee);
    if (!isNote) kept.push(segment);
    at = end;
    if (marker === 0xda) {
      const last = file.lastIndexOf(Buffer.from('ffd9', 'hex'));
      if (last < at) return null;
      // What stands behind the picture's end is none of it.
      kept.push(file.subarray(at, last + 2));
      break;
    }
  }
  if (turned !== null && turned > 1 && turned <= 8) kept.splice(1, 0, orientation(turned));
  return Buffer.concat(kept);
}

/** Tag 0x0112 of an Exif segment; null when it has none. */
function orientationIn(segment: Buffer): number | null {
  if (segment.subarray(4, 10).toString('latin1') !== 'Exif\0\0' || segment.length < 20) return null;
  const exif = segment.subarray(10);
  const isLittle = exif.subarray(0, 2).toString('latin1') === 'II';
  const two = (at: number) => (isLittle ? exif.readUInt16LE(at) : exif.readUInt16BE(at));
  const first = isLittle ? exif.readUInt32LE(4) : exif.readUInt32BE(4);
  if (first + 2 > exif.length) return null;
  const count = two(first);
  for (let index = 0; index < count; index++) {
    const at = first + 2 + index * 12;
    if (at + 12 > exif.length) return null;
    if (two(at) === 0x0112) return two(at + 8);
  }
  return null;
}

/** An Exif segment that says which way up, and nothing else. */
function orientation(turned: number): Buffer {
  const segment = Buffer.from(
    'ffe1002245786966000049492a00080000000100120103000100000000000000' + '00000000',
    'hex',
  );
  segment.writeUInt16LE(turned, 28);
  return segment;
}

/** A PNG without its notes. null when its chunks do not add up. */
function barePng(file: Buffer): Buffer | null {
  const kept: Buffer[] = [file.subarray(0, 8)];
  for (let at = 8; ; ) {
    if (at + 12 > file.length) return null;
    const end = at + 12 + file.readUInt32BE(at);
    if (end > file.length) return null;
    const type = file.subarray(at + 4, at + 8).toString('latin1');
    if (!PNG_NOTES.includes(type)) kept.push(file.subarray(at, end));
    at = end;
    if (type === 'IEND') return Buffer.concat(kept);
  }
}
