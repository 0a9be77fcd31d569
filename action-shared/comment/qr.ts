import QRCode from 'qrcode';

/** A longer address makes a code too dense for a telephone. */
const ADDRESS_MAX = 300;
/** Light modules before the code; the block's own padding is the rest of the margin. */
const QUIET = 2;

/**
 * A QR code as text, two modules per character; null for what is no URL, or too long for one. Dark
 * modules are ink: right on a light page; on a dark one it is inverted, which telephones read too.
 */
export function qrText(address: string): string | null {
  const href = URL.canParse(address) ? new URL(address).href : '';
  if (href === '' || href.length > ADDRESS_MAX) return null;
  const { modules } = QRCode.create(href, { errorCorrectionLevel: 'L' });
  const dark = (row: number, column: number) =>
    row >= 0 &&
    column >= 0 &&
    row < modules.size &&
    column < modules.size &&
    modules.get(row, column) === 1;
  const lines: string[] = [];
  for (let row = 0; row < modules.size; row += 2) {
    let line = ' '.repeat(QUIET);
    for (let column = 0; column < modules.size; column += 1) {
      line += block(dark(row, column), dark(row + 1, column));
    }
    lines.push(line);
  }
  return lines.join('\n');
}

function block(upper: boolean, lower: boolean): string {
  if (upper && lower) return '█';
  if (upper) return '▀';
  return lower ? '▄' : ' ';
}
