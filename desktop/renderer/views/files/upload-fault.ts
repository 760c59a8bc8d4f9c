import type { Preferences } from '../../preferences.ts';
import type { Upload } from '../../state/uploads.ts';
import { codeText } from '../faults.ts';

/** Why a file was not sent; of one that is too large, with both sizes where they are known. */
export function uploadFault(
  { t, formatSize }: Pick<Preferences, 't' | 'formatSize'>,
  { refusal = '', size: bytes, mostBytes }: Upload,
): string {
  if (refusal !== TOO_LARGE || mostBytes === undefined) return codeText(t, refusal);
  const [size, most] = [formatSize(bytes), formatSize(mostBytes)];
  return size === most ? codeText(t, refusal) : t('attach.too-large', { size, most });
}

const TOO_LARGE = 'file-too-large';
