import type { ChannelChange, ListedChannel } from '../../../../api/channels/contract.ts';
import { api } from '../../live/api.ts';
import { Fault, Field, Form } from '../parts/form.tsx';
import { Modal } from '../parts/modal.tsx';
import { Tabs } from '../parts/tabs.tsx';
import type { DialogProps } from '../props.ts';
import { useAttempt } from '../use-attempt.ts';
import { ChannelEnd } from './channel-end.tsx';
import { Members } from './members.tsx';

type Tab = 'members' | 'about';
type ChannelDialogProps = DialogProps & { channel: ListedChannel };

/** A channel's members, its name and topic, and the ways to leave, archive or delete it. */
export function ChannelDetails({ channelId, ...props }: DialogProps & { channelId: string }) {
  const { t } = props.preferences;
  const channel = props.state.channels.get(channelId);
  if (channel === undefined) return null;
  return (
    <Modal title={channel.name ?? ''} t={t} onClose={props.close} size="wide">
      <ChannelTabs {...props} channel={channel} />
    </Modal>
  );
}

/** The same without a frame. */
export function ChannelTabs({
  shown,
  onShow,
  isAdding = false,
  ...given
}: ChannelDialogProps & {
  shown?: Tab;
  onShow?: (tab: Tab) => void;
  isAdding?: boolean;
}) {
  const { t } = given.preferences;
  return (
    <Tabs
      label={t('channel.details')}
      shown={shown}
      onShow={(name) => onShow?.(name === 'about' ? name : 'members')}
      tabs={[
        {
          name: 'members',
          label: t('channel.members'),
          content: <Members {...given} isAdding={isAdding} />,
        },
        { name: 'about', label: t('channel.about'), content: <About {...given} /> },
      ]}
    />
  );
}

function About(props: ChannelDialogProps) {
  const { store, preferences, state, channel } = props;
  const { t } = preferences;
  const attempt = useAttempt(t);
  const isManager = channel.createdBy === state.me.id || state.me.role === 'admin';
  const isTaken = attempt.refused?.code === 'channel-name-taken';
  return (
    <>
      {isManager ? (
        <section class="part">
          <Form
            isBusy={attempt.isBusy}
            onSubmit={(values) =>
              void attempt.run(async () => {
                await api.changeChannel(channel.id, changeOf(channel, values));
                await store.refreshChannels();
                props.close();
              })
            }
          >
            <Field
              label={t('channel.name')}
              name="name"
              value={channel.name ?? ''}
              fault={isTaken ? attempt.fault : attempt.faultAt('name')}
              maxLength={80}
              required
            />
            <Field
              label={t('channel.topic')}
              name="topic"
              hint={t('channel.topic-hint')}
              value={channel.topic}
              fault={attempt.faultAt('topic')}
              maxLength={500}
            />
            <Fault text={isTaken ? undefined : attempt.fault} />
            <div class="actions">
              <button type="submit" class="button primary" disabled={attempt.isBusy}>
                {t('channel.rename')}
              </button>
            </div>
          </Form>
        </section>
      ) : (
        <p>{channel.topic}</p>
      )}
      {!channel.isGeneral && <ChannelEnd {...props} isManager={isManager} />}
    </>
  );
}

/** Only what was changed: a name that an older version took may be refused today. */
function changeOf(channel: ListedChannel, values: (name: string) => string): ChannelChange {
  const [name, topic] = [values('name'), values('topic')];
  return {
    ...(name !== channel.name && { name }),
    ...(topic !== channel.topic && { topic }),
  };
}
