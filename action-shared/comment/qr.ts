import QRCode from 'qrcode';

/** A longer address makes a code too dense for a telephone. */
const ADDRESS_MAX = 300;
/** Light modules around the code that readers need. */
const QUIET = 2;

/**
 * A QR code as text, two modules per character; null for what is no URL, or too long for one. The dark
 * modules are the background, so that it reads on a dark page as well as on a light one.
 */
export function qrText(address: string): string | null {
  const href = URL.canParse(address) ? new URL(address).href : '';
  if (href === '' || href.length > ADDRESS_MAX) return null;
  const { modules } = QRCode.create(href, { errorCorrectionLevel: 'L' });
  const light = (row: number, column: number) =>
    row < 0 || column < 0 || row >= modules.size || column >= modules.size
      ? true
      : modules.get(row, column) === 0;
  const lines: string[] = [];
  for (let row = -QUIET; row < modules.size + QUIET; row += 2) {
    let line = '';
    for (let column = -QUIET; column < modules.size + QUIET; column += 1) {
      line += block(light(row, column), light(row + 1, column));
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
