import type { User } from '../../../../api/users/contract.ts';
import type { Preferences } from '../../preferences.ts';
import { untilText } from '../until-text.ts';
import { Icon } from './icon.tsx';

/** For a status that has a text alone. */
const SPEAKS = '💬';

/** What somebody says of themselves, as signs beside their name: an emoji, and a moon for "do not disturb". */
export function Mood({
  preferences,
  user: { status, doNotDisturbUntil },
}: {
  preferences: Preferences;
  user: Pick<User, 'status' | 'doNotDisturbUntil'>;
}) {
  return (
    <>
      {status !== null && <StatusSign preferences={preferences} status={status} />}{' '}
      {doNotDisturbUntil !== null && <Quiet preferences={preferences} until={doNotDisturbUntil} />}
    </>
  );
}

/** The emoji of a status; its text is the tooltip, and is read by screen readers. */
export function StatusSign({
  preferences,
  status: { emoji = SPEAKS, text = emoji, until },
}: {
  preferences: Preferences;
  status: NonNullable<User['status']>;
}) {
  const said = [text, until && untilText(preferences, until)].filter(Boolean).join(' · ');
  return (
    <span class="mood" role="img" aria-label={said} title={said}>
      {emoji}
    </span>
  );
}

/** What somebody says of themselves, in words, and until when. */
export function StatusText({
  preferences,
  status,
}: Pick<Parameters<typeof StatusSign>[0], 'preferences'> & { status: User['status'] }) {
  const { text, until } = status ?? {};
  if (text === undefined && until === undefined) return null;
  return <span>{[text, until && untilText(preferences, until)].filter(Boolean).join(' · ')}</span>;
}

function Quiet({ preferences, until }: { preferences: Preferences; until: string }) {
  const said = `${preferences.t('mood.do-not-disturb')} · ${untilText(preferences, until)}`;
  return (
    <span class="mood" role="img" aria-label={said} title={said}>
      <Icon name="moon" />
    </span>
  );
}
