import { createServer, type Socket } from 'node:net';

/** A mail as the server took it over. */
export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** Headers and body as they came over the wire. */
  readonly text: string;
}

/** The part of SMTP (RFC 5321) that a client needs to hand a mail over, on 127.0.0.1. */
export async function openMailServer(port = 0) {
  const mails: ReceivedMail[] = [];
  const sockets = new Set<Socket>();
  let refusals = 0;
  const answers = new Map<string, string>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    let from = '';
    let to: string[] = [];
    let data: string[] | undefined;
    let rest = '';
    const say = (line: string) => socket.write(`${line}\r\n`);
    say('220 test ESMTP');
    socket.on('data', (bytes) => {
      const lines = (rest + bytes.toString('utf8')).split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (data) {
          if (line !== '.') data.push(line.replace(/^\./, ''));
          else {
            mails.push({ from, to, text: data.join('\r\n') });
            data = undefined;
            say('250 taken');
          }
        } else if (/^EHLO/i.test(line)) socket.write('250-test\r\n250-SMTPUTF8\r\n250 8BITMIME\r\n');
        else if (/^HELO/i.test(line)) say('250 test');
        else if (/^MAIL FROM/i.test(line)) {
          from = /<(.*?)>/.exec(line)?.[1] ?? '';
          to = [];
          if (refusals > 0) {
            refusals--;
            say('451 try again later');
          } else say('250 ok');
        } else if (/^RCPT TO/i.test(line)) {
          const address = /<(.*?)>/.exec(line)?.[1] ?? '';
          to.push(address);
          say(answers.get(address) ?? '250 ok');
        } else if (/^DATA/i.test(line)) {
          data = [];
          say('354 go on');
        } else if (/^QUIT/i.test(line)) {
          say('221 bye');
          socket.end();
        } else say('250 ok');
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const listening = (server.address() as { port: number }).port;
  return {
    mails,
    port: listening,
    url: `smtp://127.0.0.1:${listening}`,
    /** The next mail is refused for now (451). */
    refuseNext: () => {
      refusals++;
    },
    /** How the server answers to RCPT TO for an address, like "550 5.1.1 no such user"; null = it takes its mail again. */
    answerTo: (address: string, answer: string | null) => {
      if (answer === null) answers.delete(address);
      else answers.set(address, answer);
    },
    /** Takes mail for every address again. */
    answerAll: () => answers.clear(),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
