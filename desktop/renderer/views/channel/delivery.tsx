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
 * The line below the user's own message: sending, sent, or failed with the possible actions. It is
 * there from the first moment to the last, so that its changes move nothing.
 */
export function DeliveryLine({
  store,
  preferences: { t },
  message,
  delivery,
  failure,
}: RowProps & { delivery: Delivery }) {
  const clientId = message.clientId ?? '';
  switch (delivery) {
    case 'queued':
      return <span class="unseen">{t('chat.sending')}</span>;
    case 'sending':
    case 'waiting':
      return (
        <p class="delivery">
          <Icon name="clock" />
          {t(`chat.${delivery}`)}
        </p>
      );
    case 'sent':
      return (
        <p class="delivery">
          <Icon name="check" />
          {t('chat.sent')}
        </p>
      );
    case 'failed':
      return (
        <p class="delivery failed" role="alert">
          <Icon name="warning" />
          {t('chat.failed', { detail: codeText(t, failure ?? '') })}
          <button type="button" class="link" onClick={() => store.retry(clientId)}>
            {t('chat.retry')}
          </button>
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
}
