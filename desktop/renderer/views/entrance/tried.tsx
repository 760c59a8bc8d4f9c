import { useState } from 'preact/hooks';
import type { Fault } from '../../../bridge.ts';
import type { Preferences } from '../../preferences.ts';

/** What was tried when the server could not be reached, to be copied for an administrator. */
export function Tried({ preferences, fault }: { preferences: Preferences; fault: Fault }) {
  const { t, formatMoment } = preferences;
  const [copied, setCopied] = useState<Fault>();
  const facts = factsOf(preferences, fault);

  async function copy(): Promise<void> {
    const when = ['when', new Date(fault.at).toISOString()];
    const lines = [when, ...facts].map(([key, value]) => `${key}: ${value}`);
    await navigator.clipboard.writeText(`${lines.join('\n')}\n`);
    setCopied(fault);
  }

  return (
    <details class="tried">
      <summary>{t('tried.title', { at: formatMoment(fault.at) })}</summary>
      <dl class="facts">
        {facts.map(([key, value]) => (
          <div key={key}>
            <dt>{t(`tried.${key}`)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <button type="button" class="button small" onClick={() => void copy()}>
        {t(copied === fault ? 'chat.copied' : 'chat.copy')}
      </button>
    </details>
  );
}

function factsOf({ t, formatMoment }: Preferences, fault: Fault) {
  const { certificate } = fault;
  const facts = [
    ['address', fault.url],
    ['proxy', fault.proxy ?? t('tried.direct')],
    ['error', fault.error],
    ['certificate', certificate?.subject],
    ['issuer', certificate?.issuer],
    ['was', certificate?.was?.issuer],
    ['until', certificate && formatMoment(certificate.validUntil)],
    ['fingerprint', certificate?.fingerprint],
  ] as const;
  return facts.flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const]));
}
