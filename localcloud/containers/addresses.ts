import { createServer, type Server } from 'node:net';

/** Port that marks a block as taken; no container can have the block's last address. */
const CLAIM_PORT = 51_077;
const BLOCKS = 256;
const PER_BLOCK = 253;

/**
 * Loopback addresses 127.77.x.y, one per running container. A block (x) belongs to one engine on
 * the machine: it is claimed by listening on its last address, which the kernel gives back however
 * the engine ends, so local clouds side by side never share an address.
 */
export class AddressPool {
  readonly #claims: Server[] = [];
  readonly #free: string[] = [];
  #next: number;

  /** @param firstBlock where to begin looking, 0..255; spreads the engines over the blocks. */
  constructor(firstBlock: number) {
    this.#next = firstBlock % BLOCKS;
  }

  /** Takes the address that has been free for longest. */
  async take(): Promise<string> {
    while (this.#free.length === 0) await this.#claimBlock();
    const address = this.#free.shift();
    if (address === undefined) throw new Error('an address was taken between check and use');
    return address;
  }

  /** Gives an address back; only when nothing listens on it any more. */
  release(address: string): void {
    this.#free.push(address);
  }

  async close(): Promise<void> {
    const closing = this.#claims.splice(0);
    await Promise.all(closing.map((claim) => new Promise((resolve) => claim.close(resolve))));
  }

  async #claimBlock(): Promise<void> {
    for (let tried = 0; tried < BLOCKS; tried++) {
      const block = this.#next;
      this.#next = (block + 1) % BLOCKS;
      const claim = await listen(`127.77.${block}.254`);
      if (!claim) continue;
      this.#claims.push(claim);
      for (let host = 1; host <= PER_BLOCK; host++) this.#free.push(`127.77.${block}.${host}`);
      return;
    }
    throw new Error('all 256 blocks of 127.77.0.0/16 are taken by other local clouds');
  }
}

function listen(host: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    server.listen(CLAIM_PORT, host, () => {
      server.unref();
      resolve(server);
    });
  });
}
