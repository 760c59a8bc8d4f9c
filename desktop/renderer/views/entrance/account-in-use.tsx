import type { Preferences } from '../../preferences.ts';
import { focusOnMount } from '../parts/focus.ts';
import { useNow } from '../use-now.ts';

/** Which workstation holds the seat, since when, its last sign of life, and how to continue here. */
export function AccountInUse({
  preferences,
  problem,
  isBusy,
  onTakeOver,
  onCancel,
}: {
  preferences: Preferences;
  problem: Readonly<Record<string, unknown>>;
  isBusy: boolean;
  onTakeOver(): void;
  onCancel(): void;
}) {
  const { t, formatMoment, formatAgo } = preferences;
  const now = useNow(true, 1_000);
  return (
    <>
      <p>
        {t(
          problem['otherKey'] === true
            ? 'sign-in.account-in-use-other-key'
            : 'sign-in.account-in-use-detail',
        )}
      </p>
      <dl class="facts">
        <div>
          <dt>{t('sign-in.workstation')}</dt>
          <dd>{deviceName(problem)}</dd>
        </div>
        <div>
          <dt>{t('sign-in.since')}</dt>
          <dd>{formatMoment(String(problem['since']))}</dd>
        </div>
        <div>
          <dt>{t('sign-in.last-alive')}</dt>
          <dd>{formatAgo(String(problem['lastHeartbeatAt']), now)}</dd>
        </div>
      </dl>
      <div class="actions column">
        <button
          type="button"
          class="button primary"
          ref={focusOnMount}
          disabled={isBusy}
          onClick={onTakeOver}
        >
          {t('sign-in.takeover')}
        </button>
        <button type="button" class="button" onClick={onCancel}>
          {t('sign-in.cancel')}
        </button>
      </div>
    </>
  );
}

function deviceName({ device }: Readonly<Record<string, unknown>>): string {
  return typeof device === 'object' && device !== null && 'name' in device
    ? String(device.name)
    : '';
}
