import { useState } from 'preact/hooks';
import type { Preferences } from '../../preferences.ts';
import { copyText } from '../parts/copy-text.ts';
import { focusOnMount } from '../parts/focus.ts';

/** What somebody needs to sign in for the first time; nothing keeps it but this page. */
export interface Invited {
  name: string;
  address: string;
  username: string;
  password: string;
  mustChange: boolean;
}

/** The invitation to a new account, to be copied. The password is never shown again. */
export function Invitation({
  t,
  invited: { mustChange, ...values },
  onClose,
}: {
  t: Preferences['t'];
  invited: Invited;
  onClose(): void;
}) {
  const [isCopied, setCopied] = useState(false);
  const text = t('admin.invitation', { ...values, mustChange: String(mustChange) });
  return (
    <>
      <p>{t('admin.invitation-detail', { name: values.name })}</p>
      <pre class="invitation">{text}</pre>
      <p class="done" role="status">
        {isCopied && t('chat.copied')}
      </p>
      <div class="actions end">
        <button type="button" class="button" onClick={onClose}>
          {t('nav.close')}
        </button>
        <button
          type="button"
          class="button primary"
          ref={focusOnMount}
          onClick={() => void copyText(text).then(setCopied)}
        >
          {t('admin.copy-invitation')}
        </button>
      </div>
    </>
  );
}
