import { useEffect, useRef, useState } from 'preact/hooks';
import type { ListedDevice } from '../../../../../api/auth/devices/contract.ts';
import { Fault, Select } from '../../parts/form.tsx';
import { useFocusBack } from '../../use-focus-back.ts';
import { useLater } from '../../use-later.ts';
import type { AdminProps } from '../props.ts';
import { Filter } from '../toolbar.tsx';
import { DeviceDialog } from './device-dialog.tsx';
import { DeviceLine } from './device-line.tsx';
import { useDevices } from './use-devices.ts';

const STATES = ['all', 'waiting', 'blocked', 'connected'] as const;
type Chosen = (typeof STATES)[number];

/** How long the typing must pause before the server is asked. */
const TYPING_MS = 200;
const STEP = 100;
/** The server lists no more. */
const MOST = 500;

/** The workstations from which users have signed in; each opens the dialog with its actions. */
export function AdminDevices(props: AdminProps & { first: Chosen }) {
  const { preferences, state, newKeys, refreshWaiting, first } = props;
  const { t } = preferences;
  const [words, setWords] = useState('');
  const [chosen, setChosen] = useState<Chosen>(first);
  const [limit, setLimit] = useState(STEP);
  const [managed, setManaged] = useState<ListedDevice>();
  const [done, setDone] = useState<string>();
  const status = useRef<HTMLParagraphElement>(null);
  const search = useLater(words.trim(), TYPING_MS);
  const wanted = { search, state: chosen === 'all' ? undefined : chosen, limit };
  const { devices, hasMore, fault, read } = useDevices(t, wanted, [newKeys, state.online]);
  useEffect(() => setLimit(STEP), [search, chosen]);
  useFocusBack(status, [devices, managed]);

  /** The list is read again, and the dialog goes where its workstation is listed no more. */
  async function onDone(what: string): Promise<void> {
    setDone(what);
    const [after] = await Promise.all([read(), refreshWaiting()]);
    const isListed = (after ?? devices)?.some(({ id }) => id === managed?.id);
    if (isListed === false) setManaged(undefined);
  }

  return (
    <>
      <div class="toolbar">
        <Filter t={t} onFilter={setWords} />
        <Select<Chosen>
          label={t('admin.show')}
          value={chosen}
          options={STATES.map((value) => ({ value, text: t(`admin.show.${value}`) }))}
          onChoose={setChosen}
        />
      </div>
      <Fault text={fault} />
      <p class="done" role="status" tabIndex={-1} ref={status}>
        {done}
      </p>
      {devices && (
        <DeviceLines
          {...props}
          devices={devices}
          isMostShown={limit >= MOST}
          hasMore={hasMore}
          onMore={() => setLimit(limit + STEP)}
          onManage={(device) => {
            setDone(undefined);
            setManaged(device);
          }}
        />
      )}
      {managed && (
        <DeviceDialog
          {...props}
          device={devices?.find(({ id }) => id === managed.id) ?? managed}
          done={done}
          onDone={onDone}
          close={() => setManaged(undefined)}
        />
      )}
    </>
  );
}

function DeviceLines({
  preferences,
  state,
  devices,
  hasMore,
  isMostShown,
  onMore,
  onManage,
}: AdminProps & {
  devices: readonly ListedDevice[];
  hasMore: boolean;
  isMostShown: boolean;
  onMore(): void;
  onManage(device: ListedDevice): void;
}) {
  const { t } = preferences;
  const lines = useRef<HTMLUListElement>(null);
  const [shown, setShown] = useState<number>();
  useEffect(() => {
    // The button that shows more may be gone: the first of those that it has shown has the focus.
    const first = shown === undefined ? undefined : lines.current?.children[shown];
    if (first === undefined) return;
    first.querySelector('button')?.focus();
    setShown(undefined);
  }, [devices]);
  function more(): void {
    setShown(devices.length);
    onMore();
  }
  return (
    <>
      <ul class="lines" ref={lines}>
        {devices.map((device) => (
          <DeviceLine
            key={device.id}
            preferences={preferences}
            state={state}
            device={device}
            onManage={() => onManage(device)}
          />
        ))}
      </ul>
      {devices.length === 0 && <p class="hint">{t('admin.none-found')}</p>}
      {hasMore && !isMostShown && (
        <button type="button" class="button" onClick={more}>
          {t('admin.more')}
        </button>
      )}
      {hasMore && isMostShown && <p class="hint">{t('admin.devices-too-many', { count: MOST })}</p>}
    </>
  );
}
