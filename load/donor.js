import { GIFT_THRESHOLDS, give, openProjects } from './k6/gift.js';

// Donors: project page -> gift -> checkout -> status -> progress -> receipt. VUS and SECONDS bound it (10 at a time for
// 30 seconds).

const VUS = Number(__ENV.VUS || 10);
const SECONDS = Number(__ENV.SECONDS || 30);

export const options = {
  scenarios: {
    donors: {
      executor: 'ramping-vus',
      stages: [
        { duration: '5s', target: VUS },
        { duration: `${SECONDS}s`, target: VUS },
      ],
      gracefulRampDown: '30s',
    },
  },
  thresholds: GIFT_THRESHOLDS,
};

export const setup = openProjects;
export default give;
