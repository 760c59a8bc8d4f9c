import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A self-signed certificate for localhost and 127.0.0.1. */
export interface Certificate {
  /** PEM, for who is to trust it. */
  pem: string;
  file: string;
  keyFile: string;
  /** Certificate and key in one file, as HAProxy wants them. */
  joinedFile: string;
}

export interface Validity {
  from: Date;
  to: Date;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const NAMES = 'DNS:localhost,IP:127.0.0.1';
/** `openssl req` takes no dates, so `openssl ca` is used, which needs this configuration. */
const CA = `
[ca]
default_ca = own
[own]
database = index.txt
new_certs_dir = .
rand_serial = yes
default_md = sha256
copy_extensions = copy
policy = any
[any]
commonName = supplied
`;

/** Makes one in `folder`, valid from yesterday to tomorrow unless `validity` says otherwise. */
export function makeCertificate(folder: string, validity: Validity = nowadays()): Certificate {
  const inFolder = (name: string) => path.join(folder, name);
  writeFileSync(inFolder('ca.cnf'), CA);
  writeFileSync(inFolder('index.txt'), '');
  openssl(
    folder,
    'req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout privkey.pem -out request.pem',
    '-subj',
    // A unique name, by which a client that trusts several certificates finds the right one.
    `/CN=test ${randomUUID()}`,
    '-addext',
    `subjectAltName=${NAMES}`,
  );
  openssl(
    folder,
    'ca -batch -config ca.cnf -selfsign -keyfile privkey.pem -in request.pem -notext -out fullchain.pem',
    '-startdate',
    asn1Time(validity.from),
    '-enddate',
    asn1Time(validity.to),
  );
  const pem = readFileSync(inFolder('fullchain.pem'), 'utf8');
  writeFileSync(inFolder('workspace.pem'), pem + readFileSync(inFolder('privkey.pem'), 'utf8'));
  return {
    pem,
    file: inFolder('fullchain.pem'),
    keyFile: inFolder('privkey.pem'),
    joinedFile: inFolder('workspace.pem'),
  };
}

function nowadays(): Validity {
  return { from: new Date(Date.now() - DAY_MS), to: new Date(Date.now() + DAY_MS) };
}

function asn1Time(date: Date): string {
  return `${date.toISOString().replace(/[-:T]|\.\d+/g, '')}`;
}

function openssl(cwd: string, words: string, ...more: string[]): void {
  const { status, stderr, error } = spawnSync('openssl', [...words.split(' '), ...more], {
    cwd,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`openssl ${words}: ${error?.message ?? stderr}`);
}
