import { Global, Logger, Module, type OnApplicationShutdown } from '@nestjs/common';
import { InjectDataSource, TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { SETTINGS, type Settings } from '../config/settings.js';
import { Database } from '../database/database.js';
import { DatabaseHealth } from '../database/database-health.js';
import { WalCheckpoints } from '../database/sqlite/wal-checkpoints.js';
import { DeadLeases } from '../queue/dead-leases.js';
import { dataSourceOptions, openDataSource, writerOptions } from './data-source.js';
import { LEASED } from './leased.js';
import { migrate } from './migrate.js';

const READER = Symbol('reader');
const CHECKPOINT_WITHIN_MS = 1_000;

/** Opens the database, brings its schema up to date and provides the one `Database`. */
@Global()
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      inject: [SETTINGS],
      useFactory: (settings: Settings) => ({
        ...writerOptions(settings),
        retryAttempts: 1,
      }),
      dataSourceFactory: async (options) => {
        if (!options) throw new Error('no data source options');
        const source = await openDataSource(options);
        await migrate(source);
        return source;
      },
    }),
  ],
  providers: [
    {
      provide: READER,
      inject: [SETTINGS, DataSource],
      useFactory: (settings: Settings, writer: DataSource) =>
        settings.DATABASE_URL.startsWith('sqlite:')
          ? openDataSource(dataSourceOptions(settings.DATABASE_URL, 'read'))
          : writer,
    },
    {
      provide: Database,
      inject: [DataSource, READER],
      useFactory: (writer: DataSource, reader: DataSource) => new Database(writer, reader),
    },
    DatabaseHealth,
    { provide: DeadLeases, useFactory: () => new DeadLeases(LEASED) },
  ],
  exports: [Database, DatabaseHealth, DeadLeases],
})
export class DatabaseModule implements OnApplicationShutdown {
  private readonly log = new Logger('database');
  private readonly checkpoints: WalCheckpoints | null;

  constructor(
    @InjectDataSource() private readonly writer: DataSource,
    private readonly database: Database,
  ) {
    const { database: file } = writer.options;
    this.checkpoints =
      database.dialect === 'sqlite' && typeof file === 'string'
        ? new WalCheckpoints(file, (error) => this.log.warn(`checkpoint: ${String(error)}`))
        : null;
    if (this.checkpoints) database.onWritten(this.checkpoints.within(CHECKPOINT_WITHIN_MS));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.checkpoints?.close();
    const reader = this.database.read.dataSource;
    if (reader !== this.writer && reader.isInitialized) await reader.destroy();
  }
}
