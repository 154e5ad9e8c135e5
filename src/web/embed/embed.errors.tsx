import type { VNode } from 'preact';
import type { ErrorPage } from '../../platform/http/http-options.js';
import { FrameProblem } from './frame.page.js';

/** An error inside a frame: small, in the frame's look, and with a way to our own pages. */
export function embedErrorPage({ problem, locale }: ErrorPage): VNode {
  return FrameProblem({ locale, title: problem.title, text: problem.detail });
}
