import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** PEM. */
export interface Issued {
  cert: string;
  key: string;
  /** PKCS #12, without a password. */
  file: string;
}

export interface Wish {
  subject: string;
  /** As `DNS:localhost`. */
  names?: string;
  /** In days from now; may be negative. */
  from?: number;
  to?: number;
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

export function createAuthority(name: string): Authority {
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
      const [key, cert, file] = [`${count}.key`, `${count}.pem`, `${count}.p12`];
      openssl(
        'req',
        '-new',
        '-utf8',
        ...EC,
        '-keyout',
        key,
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
        cert,
        '-extfile',
        'extensions',
      );
      openssl('pkcs12', '-export', '-in', cert, '-inkey', key, '-out', file, '-passout', 'pass:');
      const read = (one: string) => readFileSync(inFolder(one), 'utf8');
      return { cert: read(cert), key: read(key), file: inFolder(file) };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function asn1Time(days: number): string {
  const date = new Date(Date.now() + days * 24 * 60 * 60 * 1000);
  return date.toISOString().replace(/[-:T]|\.\d+/g, '');
}
