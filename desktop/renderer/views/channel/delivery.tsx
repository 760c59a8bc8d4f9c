import { useRef } from 'preact/hooks';
import type { OutgoingPost } from '../../state/state.ts';
import { codeText } from '../faults.ts';
import { Icon } from '../parts/icon.tsx';
import type { Delivery, RowProps } from './props.ts';

export function deliveryOf(
  post: OutgoingPost,
  isNewest: boolean,
  isOffline: boolean,
): Delivery | undefined {
  if (post.status === 'failed') return 'failed';
  if (post.status !== 'waiting') return isNewest ? 'sent' : undefined;
  if (!isNewest) return 'queued';
  return isOffline ? 'waiting' : 'sending';
}

/**
 * What becomes of the user's own message: a small sign beside it while it is on its way, and for a
 * moment once it was sent, which moves nothing; words and what one can do below it where it failed.
 */
export function DeliverySign(props: RowProps & { delivery: Delivery }) {
  const {
    preferences: { t },
    delivery,
  } = props;
  // A message that had arrived before it was drawn needs no sign.
  const isOld = useRef(delivery === 'sent');
  switch (delivery) {
    case 'queued':
      return <span class="unseen">{t('chat.sending')}</span>;
    case 'sending':
    case 'waiting':
    case 'sent':
      if (isOld.current) return null;
      return (
        <p class={`delivery ${delivery}`} title={t(`chat.${delivery}`)}>
          <Icon name={delivery === 'sent' ? 'check' : 'clock'} />
          <span class="unseen">{t(`chat.${delivery}`)}</span>
        </p>
      );
    case 'failed':
      return <Failed {...props} />;
  }
}

/** Why it was not sent, and what one can do. */
function Failed({ store, preferences: { t }, message, failure, isReadOnly }: RowProps) {
  const clientId = message.clientId ?? '';
  return (
    <p class="delivery failed" role="alert">
      <Icon name="warning" />
      {t('chat.failed', { detail: codeText(t, failure ?? '') })}
      <button type="button" class="link" onClick={() => store.retry(clientId)}>
        {t('chat.retry')}
      </button>
      {!isReadOnly && (
        <button
          type="button"
          class="link"
          onClick={() => store.dispatch({ type: 'post-recalled', clientId })}
        >
          {t('chat.edit')}
        </button>
      )}
      <button
        type="button"
        class="link"
        onClick={() => store.dispatch({ type: 'post-dropped', clientId })}
      >
        {t('chat.discard')}
      </button>
    </p>
  );
}
