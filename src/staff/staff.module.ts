import { Module } from '@nestjs/common';
import { Access } from './access.service.js';
import { LoginAttempts } from './login-attempts.service.js';
import { Logins } from './logins.service.js';
import { Rights } from './rights.service.js';
import { RightsDoing } from './rights-doing.service.js';
import { SecondFactor } from './second-factor.service.js';
import { Sessions } from './sessions.service.js';
import { StaffJobs } from './staff.jobs.js';
import { StaffQueries } from './staff.queries.js';
import { StaffMembers } from './staff.service.js';

/** The staff room: people, roles, sessions. */
@Module({
  providers: [
    Access,
    LoginAttempts,
    Logins,
    Rights,
    RightsDoing,
    SecondFactor,
    Sessions,
    StaffJobs,
    StaffMembers,
    StaffQueries,
  ],
  exports: [Access, Logins, Rights, SecondFactor, Sessions, StaffJobs, StaffMembers, StaffQueries],
})
export class StaffModule {}
