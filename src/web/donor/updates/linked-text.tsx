import type { VNode } from 'preact';
import { paragraphs } from '../view-making.js';

/** A piece of a text: what was written, and where it leads when it is an address. */
interface Piece {
  readonly text: string;
  readonly href: string | null;
}

/** Up to the first blank, quote, angle bracket, or sign that ends a Chinese clause. */
const ADDRESS = /https?:\/\/[^\s<>"'，。；：、！？（）《》「」【】]+/g;
/** Signs at the end of an address that belong to the sentence around it. */
const SENTENCE_END = /[.,;:!?)\]]+$/;

/** Cuts a plain text into what is an address of the web and what is not. */
export function linkPieces(text: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const { 0: found, index } of text.matchAll(ADDRESS)) {
    const address = found.replace(SENTENCE_END, '');
    if (!URL.canParse(address)) continue;
    if (index > from) pieces.push({ text: text.slice(from, index), href: null });
    pieces.push({ text: address, href: address });
    from = index + address.length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), href: null });
  return pieces;
}

/** A plain text as paragraphs with links; nothing in it is markup. */
export function LinkedText({ text }: { text: string }): VNode {
  return (
    <>
      {paragraphs(text).map((paragraph, index) => (
        <p key={index}>
          {linkPieces(paragraph).map((piece, at) =>
            piece.href === null ? (
              piece.text
            ) : (
              <a key={at} href={piece.href} rel="nofollow noopener">
                {piece.text}
              </a>
            ),
          )}
        </p>
      ))}
    </>
  );
}
