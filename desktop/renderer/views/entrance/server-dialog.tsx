import { useState } from 'preact/hooks';
import type { Bridge, ServerCheck, ServerChoice } from '../../../bridge.ts';
import type { Preferences } from '../../preferences.ts';
import { connectionFault } from '../faults.ts';
import { Fault, Field, Form } from '../parts/form.tsx';
import { Modal } from '../parts/modal.tsx';
import { Gate } from './gate.tsx';
import { Tried } from './tried.tsx';

/** Chooses an address of the installation or any other; it is used once it has answered. */
export function ServerDialog({
  bridge,
  server,
  preferences,
  onChosen,
  onClose,
}: {
  bridge: Bridge;
  server: ServerChoice;
  preferences: Preferences;
  onChosen(url: string): void;
  onClose(): void;
}) {
  const { t } = preferences;
  const known = server.presets.find(({ url }) => url === server.url);
  const [chosen, setChosen] = useState<string>(known?.mode ?? 'other');
  const [check, setCheck] = useState<ServerCheck>();
  const [isBusy, setBusy] = useState(false);

  async function use(typed: string): Promise<void> {
    const preset = server.presets.find(({ mode }) => mode === chosen);
    setBusy(true);
    const answer = await bridge.setServer(preset?.url ?? typed.trim());
    setBusy(false);
    setCheck(answer);
    if (answer.ok) onChosen(answer.url);
  }

  const fault = check?.ok === false && !isBusy ? check.fault : undefined;
  return (
    <Modal title={t('server.which')} t={t} onClose={onClose} size="small">
      <Form isBusy={isBusy} onSubmit={(values) => void use(values('address'))}>
        <Choices t={t} presets={server.presets} chosen={chosen} onChoose={setChosen} />
        {chosen === 'other' && (
          <Field
            label={t('server.other')}
            name="address"
            type="url"
            placeholder="https://chat.example.lan"
            value={known === undefined ? server.url : ''}
            autofocus
            required
          />
        )}
        {isBusy && (
          <p class="hint" role="status">
            {t('server.checking')}
          </p>
        )}
        <Fault text={isBusy ? undefined : textOf(t, check)} />
        <div class="actions end">
          <button type="button" class="button" onClick={onClose}>
            {t('chat.cancel')}
          </button>
          <button type="submit" class="button primary" disabled={isBusy}>
            {t('server.use')}
          </button>
        </div>
      </Form>
      {fault?.password && (
        <Gate
          key={fault}
          bridge={bridge}
          wanted={fault.password}
          t={t}
          onGiven={() => void use(fault.url)}
        />
      )}
      {fault && <Tried preferences={preferences} fault={fault} />}
    </Modal>
  );
}

function textOf(t: Preferences['t'], check: ServerCheck | undefined): string | undefined {
  if (check === undefined || check.ok) return undefined;
  const { reason, fault } = check;
  const isOfAddress =
    reason === 'invalid-address' || reason === 'not-workspace' || reason === 'unreachable';
  if (isOfAddress) return t(`server.${reason}`);
  return fault === undefined ? t(`fault.${reason}`) : connectionFault(t, fault);
}

function Choices({
  t,
  presets,
  chosen,
  onChoose,
}: {
  t: Preferences['t'];
  presets: ServerChoice['presets'];
  chosen: string;
  onChoose(mode: string): void;
}) {
  return (
    <fieldset class="choices">
      <legend class="unseen">{t('server.which')}</legend>
      {[...presets, { mode: 'other' as const, url: undefined }].map(({ mode, url }) => (
        <label key={mode} class="choice">
          <input
            type="radio"
            name="server"
            checked={chosen === mode}
            onChange={() => onChoose(mode)}
          />
          <span>
            {t(`server.${mode}`)}
            {url && <small class="soft">{url}</small>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
