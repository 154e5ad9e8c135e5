import { qrOf } from '../../../platform/drawing/qr.js';
import { Sheet } from './sheet.js';

/** A QR code alone, its modules on whole pixels so that no edge is blurred, its quiet zone included. */
export function qrSheet(link: string, width: number): Sheet {
  const code = qrOf(link);
  const modules = code.size + 8;
  const size = Math.floor(width / modules) * modules;
  const sheet = new Sheet(width, width);
  sheet.box(0, 0, width, width, '#ffffff');
  const edge = Math.floor((width - size) / 2);
  sheet.qr(code, edge, edge, size);
  sheet.said.push(link);
  return sheet;
}
