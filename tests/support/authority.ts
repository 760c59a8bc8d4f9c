import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface Issued {
  /** PEM, as is `key`. */
  cert: string;
  key: string;
  /** The same as files, and both in one as HAProxy wants them. */
  certFile: string;
  keyFile: string;
  joinedFile: string;
  /** PKCS #12, without a password. */
  file: string;
}

/** In days from now; may be negative. From yesterday on for 20 days unless told otherwise. */
export interface Validity {
  from?: number;
  to?: number;
}

export interface Wish extends Validity {
  subject: string;
  /** As `DNS:localhost`. */
  names?: string;
  use?: 'serverAuth' | 'clientAuth';
}

/** An organisation's own authority, which no system knows. */
export interface Authority {
  name: string;
  pem: string;
  file: string;
  issue(wish: Wish): Issued;
  remove(): void;
}

const EC = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
/** `openssl req` takes no dates, so `openssl ca` is used, which needs this configuration. */
const CONFIG = `
[ca]
default_ca = own
[own]
database = index.txt
new_certs_dir = .
rand_serial = yes
default_md = sha256
unique_subject = no
policy = any
[any]
commonName = supplied
`;

/** With a name of its own, by which a client that trusts several finds the right one. */
export function createAuthority(name = `test ${randomUUID()}`): Authority {
  const folder = mkdtempSync(path.join(tmpdir(), 'workspace-authority-'));
  const inFolder = (file: string) => path.join(folder, file);
  const openssl = (...words: string[]) => {
    const { status, stderr } = spawnSync('openssl', words, { cwd: folder, encoding: 'utf8' });
    if (status !== 0) throw new Error(`openssl ${words.join(' ')}: ${stderr}`);
  };
  writeFileSync(inFolder('ca.cnf'), CONFIG);
  writeFileSync(inFolder('index.txt'), '');
  const self = ['req', '-x509', ...EC, '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '30'];
  const may = ['basicConstraints=critical,CA:true', 'keyUsage=critical,keyCertSign'];
  openssl(...self, '-utf8', '-subj', `/CN=${name}`, ...may.flatMap((one) => ['-addext', one]));
  let count = 0;

  return {
    name,
    pem: readFileSync(inFolder('ca.pem'), 'utf8'),
    file: inFolder('ca.pem'),
    issue({ subject, names = 'DNS:localhost', from = -1, to = 20, use = 'serverAuth' }) {
      count += 1;
      const fileFor = (ending: string) => inFolder(`${count}.${ending}`);
      const [keyFile, certFile, file] = [fileFor('key'), fileFor('pem'), fileFor('p12')];
      openssl(
        'req',
        '-new',
        '-utf8',
        ...EC,
        '-keyout',
        keyFile,
        '-out',
        'request.pem',
        '-subj',
        `/CN=${subject}`,
      );
      writeFileSync(
        inFolder('extensions'),
        `subjectAltName=${names}\nextendedKeyUsage=${use}\nbasicConstraints=CA:false\n`,
      );
      const by = ['ca', '-batch', '-config', 'ca.cnf', '-cert', 'ca.pem', '-keyfile', 'ca.key'];
      const dates = ['-startdate', asn1Time(from), '-enddate', asn1Time(to)];
      openssl(
        ...by,
        ...dates,
        '-notext',
        '-in',
        'request.pem',
        '-out',
        certFile,
        '-extfile',
        'extensions',
      );
      const both = ['-in', certFile, '-inkey', keyFile];
      openssl('pkcs12', '-export', ...both, '-out', file, '-passout', 'pass:');
      const [cert, key] = [readFileSync(certFile, 'utf8'), readFileSync(keyFile, 'utf8')];
      const joinedFile = fileFor('joined.pem');
      writeFileSync(joinedFile, cert + key);
      return { cert, key, certFile, keyFile, joinedFile, file };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function asn1Time(days: number): string {
  const date = new Date(Date.now() + days * 24 * 60 * 60 * 1000);
  return date.toISOString().replace(/[-:T]|\.\d+/g, '');
}
