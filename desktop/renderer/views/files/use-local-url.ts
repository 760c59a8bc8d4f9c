import type { Store } from '../../store.ts';
import { useBlobUrl } from '../attach/use-blob-url.ts';

/**
 * An address of the bytes that this page has itself: what was just sent is seen at once, and not loaded
 * again when it has arrived. Undefined where it has none.
 */
export function useLocalUrl({ localFile }: Pick<Store, 'localFile'>, id: string) {
  return useBlobUrl(localFile(id));
}
