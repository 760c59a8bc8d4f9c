/**
 * A PDF of so many pages, A4, each with its words in Helvetica. `filler`, so many bytes, is between the first
 * page and the others, with what is on the last but one in its middle. One that is `locked` opens with a
 * password that nobody knows.
 */
export function pdfOf(
  words: readonly string[],
  { filler = 0, locked = false }: { filler?: number; locked?: boolean } = {},
): Uint8Array<ArrayBuffer> {
  const pages = words.map((_, n) => 5 + 2 * n);
  const stream = (text: string) => `<</Length ${text.length}>>stream\n${text}\nendstream`;
  const bodies = [
    '<</Type/Catalog/Pages 2 0 R>>',
    `<</Type/Pages/Kids[${pages.map((id) => `${id} 0 R`).join(' ')}]/Count ${words.length}>>`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
    stream('x'.repeat(filler / 2)),
  ];
  for (const [n, text] of words.entries()) {
    bodies.push(
      `<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>/Contents ${6 + 2 * n} 0 R>>`,
      stream(`BT /F 36 Tf 60 740 Td (${text}) Tj ET 0.1 0.5 0.5 rg 60 400 475 200 re f`),
    );
  }
  const late = bodies.length - 3;
  const more = bodies.push(stream('x'.repeat(filler / 2))) - 1;
  const order = new Set([0, 1, 2, 4, 5, 3, late, more, ...bodies.keys()]);
  let text = '%PDF-1.7\n';
  const offsets = new Map<number, number>();
  for (const n of order) {
    offsets.set(n, text.length);
    text += `${n + 1} 0 obj${bodies[n]}endobj\n`;
  }
  const start = text.length;
  text += `xref\n0 ${bodies.length + 1}\n0000000000 65535 f \n`;
  for (const n of bodies.keys()) text += `${String(offsets.get(n)).padStart(10, '0')} 00000 n \n`;
  const secret = 'ab'.repeat(32);
  const lock = `/ID[<01><01>]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<${secret}>/U<${secret}>>>`;
  text += `trailer<</Size ${bodies.length + 1}/Root 1 0 R${locked ? lock : ''}>>\n`;
  text += `startxref\n${start}\n%%EOF`;
  return new Uint8Array(Buffer.from(text, 'latin1'));
}
