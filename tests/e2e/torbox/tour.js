// The whole tour through the official JavaScript SDK; told what to do on standard input, prints what it was answered.
// Run by test_clients.py from the folder that has the SDK.
const path = require('node:path');
const { createRequire } = require('node:module');
const { TorboxApi } = createRequire(path.join(process.cwd(), 'x.js'))('@torbox/torbox-api');

let version = '';

async function main(told) {
  version = told.version;
  const sdk = new TorboxApi({ token: told.key, baseUrl: told.url });
  const { torrents } = sdk;
  const bytes = Buffer.from(told.torrent, 'base64');
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
  const byMagnet = (await torrents.createTorrent(version, { magnet: told.magnet, seed: '1', name: 'renamed', allowZip: 'true' })).data;
  const byFile = (await torrents.createTorrent(version, { file, asQueued: 'false' })).data;
  const again = (await torrents.createTorrent(version, { magnet: told.magnet })).data;
  const numbers = [byMagnet, byFile].map((answer) => answer.data.torrentId);
  const done = { numbers, created: [byMagnet, byFile, again].map((answer) => answer.success) };
  done.same = again.data.torrentId === numbers[0];
  const listed = await untilFinished(torrents, numbers);
  done.listed = Object.fromEntries(listed.map((item) => [item.id, {
    name: item.name,
    state: item.downloadState,
    files: item.files.map((each) => [each.name, each.size]),
    progress: item.progress,
  }]));
  await torrents.controlTorrent(version, { torrent_id: numbers[0], operation: 'pause' });
  await torrents.controlTorrent(version, { torrent_id: numbers[0], operation: 'resume' });
  done.cached = (await torrents.getTorrentCachedAvailability(version, { hash: told.hashes.join(','), format: 'object', listFiles: 'true' })).data.success;
  done.magnet = (await torrents.exportTorrentData(version, { torrentId: String(numbers[0]), type: 'magnet' })).data.data;
  const info = (await torrents.getTorrentInfo(version, { hash: told.hashes[0], timeout: '10' })).data.data;
  done.info = [info.name, info.size];
  done.bytes = [];
  for (const number of numbers) {
    const link = (await torrents.requestDownloadLink(version, { token: told.key, torrentId: String(number), fileId: '0' })).data.data;
    const answer = await fetch(link);
    done.bytes.push(Buffer.from(await answer.arrayBuffer()).toString('base64'));
  }
  done.user = (await sdk.user.getUserData(version, { settings: 'true' })).data.data.email;
  done.up = (await sdk.general.getUpStatus()).data.success;
  done.stats = (await sdk.general.getStats(version)).data.success;
  await sdk.queued.getQueuedDownloads(version, { type: 'torrent' });
  done.refused = await refusal(torrents);
  await torrents.controlTorrent(version, { all: true, operation: 'delete' });
  done.left = (await torrents.getTorrentList(version)).data.data.length;
  return done;
}

async function untilFinished(torrents, numbers) {
  for (;;) {
    const listed = (await torrents.getTorrentList(version, { bypassCache: 'true' })).data.data;
    const finished = listed.filter((item) => item.downloadFinished).map((item) => item.id);
    if (numbers.every((number) => finished.includes(number))) return listed;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function refusal(torrents) {
  try {
    await torrents.requestDownloadLink(version, { token: 'wrong', torrentId: '1', fileId: '0' });
  } catch (error) {
    return [error.metadata.status, JSON.parse(Buffer.from(error.raw).toString()).error];
  }
  return [0, ''];
}

let text = '';
process.stdin.on('data', (chunk) => { text += chunk; });
process.stdin.on('end', () => {
  main(JSON.parse(text)).then((done) => process.stdout.write(JSON.stringify(done)), (error) => {
    console.error(error);
    process.exit(1);
  });
});
