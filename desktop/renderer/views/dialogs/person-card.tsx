import { useEffect, useState } from 'preact/hooks';
import type { ListedChannel } from '../../../../api/channels/contract.ts';
import type { User } from '../../../../api/users/contract.ts';
import { api } from '../../live/api.ts';
import { seenName } from '../../state/names.ts';
import { iconOf } from '../icon-of.ts';
import { Portrait } from '../parts/avatar.tsx';
import { CopyLink } from '../parts/copy-link.tsx';
import { Fault } from '../parts/form.tsx';
import { Icon } from '../parts/icon.tsx';
import { Modal } from '../parts/modal.tsx';
import { Mood, StatusText } from '../parts/mood.tsx';
import type { DialogProps } from '../props.ts';
import { useAttempt } from '../use-attempt.ts';
import { useNow } from '../use-now.ts';

/** Who somebody is, whether they are connected, how to write to them, and which channels both are in. */
export function PersonCard({ userId, ...props }: DialogProps & { userId: string }) {
  const { store, preferences, state, close } = props;
  const { t } = preferences;
  const user = state.users.get(userId);
  const attempt = useAttempt(t);
  // No event tells of a new time zone, so the local time may be old: read the users again.
  useEffect(() => void store.refreshUsers(), [userId]);
  if (user === undefined) return null;
  const isMe = user.id === state.me.id;
  const name = seenName(user);
  return (
    <Modal title={name} t={t} onClose={close} size="small" isBare>
      <div class="person-card">
        <Portrait preferences={preferences} state={state} id={userId} name={name} size="large" />
        <div class="line-text">
          <strong class="title">
            {name} <Mood preferences={preferences} user={user} />
          </strong>
          <span class="soft">
            @{user.username}
            {isMe && ` (${t('nav.you')})`}
          </span>
          <span class="soft">{factsOf(props, user)}</span>
          <StatusText preferences={preferences} status={user.status} />
          <LocalTime preferences={preferences} user={user} />
        </div>
      </div>
      {!isMe && <InCommon {...props} userId={userId} />}
      <Fault text={attempt.fault} />
      <div class="actions end">
        <CopyLink {...props} to={{ kind: 'person', userId }} />
        <button type="button" class="button" onClick={close}>
          {t('nav.close')}
        </button>
        {!isMe && user.kind !== 'bot' && !user.disabled && (
          <button
            type="button"
            class="button primary"
            autofocus
            disabled={attempt.isBusy}
            onClick={() =>
              void attempt.run(() => store.openDirect(userId)).then((done) => done && close())
            }
          >
            {t('people.message')}
          </button>
        )}
      </div>
    </Modal>
  );
}

/** What the clock shows where they are. */
function LocalTime({ preferences, user }: Pick<DialogProps, 'preferences'> & { user: User }) {
  const { t, formatTimeIn } = preferences;
  const now = useNow(true, 30_000);
  const time = user.timeZone === null ? undefined : formatTimeIn(now, user.timeZone);
  return time === undefined ? null : <span class="soft">{t('people.local-time', { time })}</span>;
}

function factsOf({ preferences: { t }, state }: DialogProps, user: User): string {
  if (user.disabled) return t('admin.disabled');
  const presence = t(`presence.${state.presence.get(user.id)?.status ?? 'offline'}`);
  return user.role === 'admin' ? `${presence} · ${t('admin.role.admin')}` : presence;
}

/** The channels that both are in, each of which opens; nothing while they are not known. */
function InCommon({ store, preferences: { t }, close, userId }: DialogProps & { userId: string }) {
  const [channels, setChannels] = useState<readonly ListedChannel[]>([]);
  const reading = useAttempt(t);
  useEffect(() => {
    void reading.run(async () => {
      const listed = (await api.channelsWith(userId)).channels;
      setChannels(listed.filter(({ kind }) => kind !== 'direct'));
    });
  }, [userId]);
  if (channels.length === 0) return <Fault text={reading.fault} />;
  return (
    <section class="part">
      <h3>{t('people.in-common')}</h3>
      <ul class="in-common">
        {channels.map((channel) => (
          <li key={channel.id}>
            <button
              type="button"
              class="button small"
              onClick={() => {
                store.openChannel(channel.id);
                close();
              }}
            >
              <Icon name={iconOf(channel)} />
              {channel.name}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
