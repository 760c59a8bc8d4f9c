import { useEffect, useRef, useState } from 'preact/hooks';
import type { FilesUsage } from '../../../../api/files/contract.ts';
import { api } from '../../live/api.ts';
import { Confirm } from '../parts/confirm.tsx';
import { Fault } from '../parts/form.tsx';
import { Icon, IconButton } from '../parts/icon.tsx';
import { useAttempt } from '../use-attempt.ts';
import { useFocusBack } from '../use-focus-back.ts';
import { SpaceTable } from './files-space.tsx';
import type { AdminProps } from './props.ts';

type Largest = FilesUsage['largest'][number];

/** The space that files take: in all, by person and by channel; the largest can be deleted. */
export function AdminFiles({ preferences, state }: AdminProps) {
  const { t, formatSize } = preferences;
  const [usage, setUsage] = useState<FilesUsage>();
  const [deleting, setDeleting] = useState<Largest>();
  const [done, setDone] = useState<string>();
  const status = useRef<HTMLParagraphElement>(null);
  const reading = useAttempt(t);
  const read = () => reading.run(async () => setUsage(await api.filesUsage()));
  useEffect(() => void read(), []);
  useFocusBack(status, [usage, deleting]);
  const nameOf = (userId: string, username: string) => state.names.get(userId) ?? username;
  const titleOf = ({ name }: Largest) => name ?? t('admin.files-hidden');

  return (
    <>
      <Fault text={reading.fault} />
      <p class="done" role="status" tabIndex={-1} ref={status}>
        {done}
      </p>
      {usage && (
        <>
          <p>
            {t('admin.files-space', {
              count: usage.total.files,
              size: formatSize(usage.total.bytes),
            })}
            {usage.unsent.bytes > 0 && (
              <span class="soft">
                {' '}
                {t('admin.files-unsent', { size: formatSize(usage.unsent.bytes) })}
              </span>
            )}
          </p>
          {usage.total.files > 0 && (
            <>
              <SpaceTable
                preferences={preferences}
                title={t('admin.files-by-person')}
                of={t('admin.files-person')}
                lines={usage.people.map(({ userId, username, ...space }) => ({
                  ...space,
                  key: userId,
                  name: nameOf(userId, username),
                }))}
              />
              <SpaceTable
                preferences={preferences}
                title={t('admin.files-by-channel')}
                of={t('admin.files-channel')}
                lines={usage.channels.map(({ channelId, name, kind, ...space }) => ({
                  ...space,
                  key: channelId ?? kind,
                  icon: iconOfKind(kind),
                  name: name ?? t('admin.files-direct'),
                }))}
              />
              <LargestTable
                preferences={preferences}
                largest={usage.largest}
                titleOf={titleOf}
                nameOf={nameOf}
                onDelete={setDeleting}
              />
            </>
          )}
        </>
      )}
      {deleting && (
        <Confirm
          t={t}
          title={t('admin.files-delete-sure', { name: titleOf(deleting) })}
          action={t('chat.delete')}
          onConfirm={async () => {
            await api.deleteFile(deleting.id);
            setDone(t('admin.files-deleted', { name: titleOf(deleting) }));
            await read();
          }}
          onClose={() => setDeleting(undefined)}
        >
          <p>
            {t('admin.files-delete-detail', {
              size: formatSize(deleting.size),
              person: nameOf(deleting.uploaderId, deleting.username),
            })}
          </p>
        </Confirm>
      )}
    </>
  );
}

function LargestTable({
  preferences: { t, formatSize, formatMoment },
  largest,
  titleOf,
  nameOf,
  onDelete,
}: Pick<AdminProps, 'preferences'> & {
  largest: readonly Largest[];
  titleOf(file: Largest): string;
  nameOf(userId: string, username: string): string;
  onDelete(file: Largest): void;
}) {
  return (
    <section class="part">
      <h2 id="largest-files">{t('admin.files-largest')}</h2>
      <table class="listing" aria-labelledby="largest-files">
        <thead>
          <tr>
            <th scope="col">{t('admin.files-name')}</th>
            <th scope="col" class="minor">
              {t('admin.files-channel')}
            </th>
            <th scope="col" class="minor">
              {t('admin.files-sent')}
            </th>
            <th scope="col" class="number">
              {t('admin.files-size')}
            </th>
            <td />
          </tr>
        </thead>
        <tbody>
          {largest.map((file) => (
            <tr key={file.id}>
              <th scope="row">
                <span class="channel-name">
                  <Icon name="file" />
                  <span class={file.name === null ? 'title soft' : 'title'}>{titleOf(file)}</span>
                </span>
                <span class="soft title">{nameOf(file.uploaderId, file.username)}</span>
              </th>
              <td class="minor">{placeOf(t, file)}</td>
              <td class="minor">{formatMoment(file.createdAt)}</td>
              <td class="number">{formatSize(file.size)}</td>
              <td class="act">
                <IconButton
                  name="delete"
                  label={t('admin.files-delete', { name: titleOf(file) })}
                  onClick={() => onDelete(file)}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function placeOf(t: AdminProps['preferences']['t'], { kind, channelName }: Largest): string {
  if (kind === null) return t('admin.files-no-message');
  return channelName ?? t('admin.files-direct');
}

function iconOfKind(kind: FilesUsage['channels'][number]['kind']) {
  if (kind === 'direct') return 'people';
  return kind === 'private' ? 'lock' : 'hash';
}
