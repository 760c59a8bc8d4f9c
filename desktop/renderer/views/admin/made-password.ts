/** Without letters and digits that are taken for each other. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
const GROUPS = 4;
const GROUP_LETTERS = 4;

/** A password to be given to somebody, as `k7mp-3xqa-9fhd-wz2c`: 79 bits that are easy to type. */
export function makePassword(random: () => number = randomByte): string {
  const group = () => Array.from({ length: GROUP_LETTERS }, () => letter(random)).join('');
  return Array.from({ length: GROUPS }, group).join('-');
}

/** Each is as likely as any other: bytes beyond the last whole multiple are drawn again. */
function letter(random: () => number): string {
  const byte = random();
  if (byte >= 256 - (256 % LETTERS.length)) return letter(random);
  return LETTERS.charAt(byte % LETTERS.length);
}

function randomByte(): number {
  return crypto.getRandomValues(new Uint8Array(1))[0] ?? 255;
}
