let codes: Map<string, Buffer> | null = null;

/** Text in GBK: the decoder that Node has, read the other way round. */
export function gbk(text: string): Buffer {
  if (!codes) {
    codes = new Map();
    const decoder = new TextDecoder('gb18030');
    for (let lead = 0x81; lead <= 0xfe; lead++)
      for (let trail = 0x40; trail <= 0xfe; trail++) {
        const bytes = Buffer.of(lead, trail);
        const character = decoder.decode(bytes);
        if (trail !== 0x7f && character.length === 1 && !codes.has(character)) codes.set(character, bytes);
      }
  }
  const known = codes;
  return Buffer.concat(
    Array.from(text, (character) => {
      if (character < '\u0080') return Buffer.from(character);
      const bytes = known.get(character);
      if (!bytes) throw new Error(`${character} is not in GBK`);
      return bytes;
    }),
  );
}
