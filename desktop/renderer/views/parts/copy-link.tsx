import { useState } from 'preact/hooks';
import type { Place } from '../../../address.ts';
import type { Props } from '../props.ts';
import { copyText } from './copy-text.ts';
import { IconButton } from './icon.tsx';

/** Copies the link to a place, and says so. */
export function CopyLink({ store, preferences: { t }, to }: Props & { to: Place }) {
  const [isCopied, setCopied] = useState(false);
  return (
    <IconButton
      name={isCopied ? 'check' : 'link'}
      label={t(isCopied ? 'chat.link-copied' : 'chat.copy-link')}
      onClick={() => void copyText(store.linkTo(to)).then(setCopied)}
    />
  );
}
