/**
 * A database of the browser's, opened when it is first wanted. Each function of `use` gets a transaction
 * over all stores, and must do nothing but wait for its requests.
 */
export function createDatabase(name: string, stores: readonly string[]) {
  let opened: Promise<IDBDatabase> | undefined;

  async function open(): Promise<IDBDatabase> {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      for (const store of stores) request.result.createObjectStore(store);
    };
    const database = await answerOf(request);
    // The browser closes it when its data are deleted, and another page may want to change it.
    database.onclose = forget;
    database.onversionchange = () => {
      database.close();
      forget();
    };
    return database;
  }

  function forget(): void {
    opened = undefined;
  }

  return {
    /**
     * All or nothing: what has been written is there once this is fulfilled.
     *
     * @throws what the browser says where it keeps no data, or has no room
     */
    async use<Out>(
      mode: 'readonly' | 'readwrite',
      work: (transaction: IDBTransaction) => Promise<Out>,
    ): Promise<Out> {
      opened ??= open();
      opened.catch(forget);
      const transaction = (await opened).transaction(stores, mode);
      const done = new Promise<void>((resolve, reject) => {
        transaction.oncomplete = () => resolve();
        transaction.onabort = () => reject(transaction.error ?? new Error('it was given up'));
      });
      try {
        const out = await work(transaction);
        await done;
        return out;
      } catch (error) {
        done.catch(() => undefined);
        abort(transaction);
        throw error;
      }
    },
  };
}

export function answerOf<Answer>(request: IDBRequest<Answer>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function abort(transaction: IDBTransaction): void {
  try {
    transaction.abort();
  } catch {
    // It is over already.
  }
}
