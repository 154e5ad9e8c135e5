import { changedAt, escaped, type FeedContent, type FeedItem, htmlOf } from './feed-content.js';

/** Names our own elements. */
const OWN_NAMES = 'urn:boai:feed:1';

const element = (name: string, text: string): string => `<${name}>${escaped(text)}</${name}>`;

/** RSS 2.0 with the whole text of each update, and the project's figures in the channel. */
export function rssFeed(content: FeedContent): string {
  const { progress, pictureUrl, publisher } = content;
  const description = `${content.summary} ${content.progressLine}`.trim();
  const picture = pictureUrl
    ? `<image>${element('url', pictureUrl)}${element('title', content.title)}${element('link', content.pageUrl)}</image>`
    : '';
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:boai="${OWN_NAMES}">`,
    '<channel>',
    element('title', content.title),
    element('link', content.pageUrl),
    `<atom:link rel="self" type="application/rss+xml" href="${escaped(content.selfUrl)}"/>`,
    element('description', description),
    element('language', content.locale.toLowerCase()),
    element('copyright', publisher.name),
    element('lastBuildDate', changedAt(content).toUTCString()),
    element('ttl', '5'),
    picture,
    `<boai:progress${attributes({
      currency: progress.currency,
      ...(progress.goal === null ? {} : { goal: progress.goal }),
      raised: progress.raised,
      refunded: progress.refunded,
      donations: String(progress.donations),
      donors: String(progress.donors),
      as_of: progress.as_of,
      ledger_seq: String(progress.ledger_seq),
    })}/>`,
    ...content.items.map((item) => rssItem(item, publisher.name)),
    '</channel>',
    '</rss>',
    '',
  ]
    .filter((line, index, all) => line !== '' || index === all.length - 1)
    .join('\n');
}

function rssItem(item: FeedItem, publisher: string): string {
  const { picture } = item;
  return [
    '<item>',
    element('title', item.title),
    element('link', item.url),
    `<guid isPermaLink="false">${escaped(item.guid)}</guid>`,
    element('pubDate', item.publishedAt.toUTCString()),
    element('dc:creator', publisher),
    element('dc:language', item.language),
    element('description', item.text),
    element('content:encoded', htmlOf(item)),
    ...(picture
      ? [
          `<enclosure${attributes({ url: picture.url, length: String(picture.bytes), type: picture.contentType })}/>`,
        ]
      : []),
    '</item>',
  ].join('\n');
}

function attributes(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(value)}"`)
    .join('');
}
