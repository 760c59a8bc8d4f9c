import type { Refused } from '../../live/api.ts';
import type { Preferences } from '../../preferences.ts';
import type { Attempt } from '../use-attempt.ts';
import { AccountInUse } from './account-in-use.tsx';
import { Waiting } from './waiting.tsx';

type InUseRefusal = Refused & { code: 'account-in-use' | 'device-in-use' | 'address-in-use' };

/** Who is in the way, and how to get in all the same: by a takeover, or by waiting. */
export function InUse({
  preferences,
  refused: { code, problem },
  refused,
  attempt: { isBusy, clear },
  onTry,
}: {
  preferences: Preferences;
  refused: InUseRefusal;
  attempt: Attempt;
  onTry(takeover: boolean): void;
}) {
  const { t } = preferences;
  return code === 'account-in-use' ? (
    <AccountInUse
      preferences={preferences}
      problem={problem}
      isBusy={isBusy}
      onTakeOver={() => onTry(true)}
      onCancel={clear}
    />
  ) : (
    <Waiting
      key={refused}
      t={t}
      why={problem['otherKey'] === true ? t('sign-in.device-in-use-other-key') : undefined}
      forMs={Number(problem['expiresInMs'])}
      isBusy={isBusy}
      onFree={() => onTry(false)}
      onCancel={clear}
    />
  );
}

/** Refusals because somebody is connected: the account elsewhere, or another user here. */
export function isInUse(refused: Refused | undefined): refused is InUseRefusal {
  return /^(account|device|address)-in-use$/.test(refused?.code ?? '');
}
