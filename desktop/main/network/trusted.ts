import { readFileSync } from 'node:fs';
import tls from 'node:tls';

/** Where distributions keep the certificates that the system trusts, in one file. */
const BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

/**
 * The authorities, in PEM, that count beside Chromium's own: those of the organisation's file, and
 * on Linux, where Chromium does not read it, those of the system's store. Read at each call, so that
 * what `update-ca-certificates` adds counts without a restart.
 */
export function readTrusted(
  platform: NodeJS.Platform,
  caFile: string | undefined,
  bundles: readonly string[] = BUNDLES,
): string[] {
  const system = platform === 'linux' ? firstOf(bundles) : undefined;
  const own = caFile === undefined ? undefined : read(caFile);
  return [system, own].filter((pem) => pem !== undefined);
}

/** All that Node is to trust: its own authorities, the system's, and `more`. */
export function trustedByNode(more: readonly string[]): string[] {
  // Electron's Node is older than this function where Electron is older than the pinned one.
  const system = 'getCACertificates' in tls ? tls.getCACertificates('system') : [];
  return [...tls.rootCertificates, ...system, ...more];
}

function firstOf(files: readonly string[]): string | undefined {
  for (const file of files) {
    const pem = read(file);
    if (pem !== undefined) return pem;
  }
  return undefined;
}

/** Undefined for a file that cannot be read or holds no certificate: it adds no trust. */
function read(file: string): string | undefined {
  try {
    const text = readFileSync(file, 'utf8');
    return text.includes('-----BEGIN CERTIFICATE-----') ? text : undefined;
  } catch {
    return undefined;
  }
}
