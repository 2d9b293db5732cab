CREATE TABLE `dialogs` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`members` text NOT NULL,
	`date_created` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `dialogs_by_members` ON `dialogs` (`members`);--> statement-breakpoint
CREATE TABLE `files` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`owner_id` integer NOT NULL,
	`key` text NOT NULL,
	`sha256` text NOT NULL,
	`file_name` text NOT NULL,
	`size` integer NOT NULL,
	`type` integer NOT NULL,
	`content_type` text NOT NULL,
	`date_created` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `files_by_key` ON `files` (`key`);--> statement-breakpoint
CREATE INDEX `files_by_owner` ON `files` (`owner_id`);--> statement-breakpoint
CREATE TABLE `mails` (
	`id` integer PRIMARY KEY NOT NULL,
	`recipient_id` integer NOT NULL,
	`first_message_id` integer NOT NULL,
	`last_message_id` integer,
	`state` text DEFAULT 'queued' NOT NULL,
	`message_key` text,
	`attempts` integer DEFAULT 0 NOT NULL,
	`due_at` integer NOT NULL,
	`last_error` text,
	`date_created` integer NOT NULL,
	`date_sent` integer
);
--> statement-breakpoint
CREATE INDEX `mails_by_due` ON `mails` (`due_at`,`id`) WHERE "mails"."state" = 'queued';--> statement-breakpoint
CREATE INDEX `mails_by_recipient` ON `mails` (`recipient_id`) WHERE "mails"."state" = 'queued';--> statement-breakpoint
CREATE UNIQUE INDEX `mails_collecting` ON `mails` (`recipient_id`) WHERE "mails"."state" = 'queued' and "mails"."last_message_id" is null;--> statement-breakpoint
CREATE UNIQUE INDEX `mails_by_key` ON `mails` (`message_key`) WHERE "mails"."message_key" is not null;--> statement-breakpoint
CREATE INDEX `mails_by_sent` ON `mails` (`recipient_id`,`date_sent`) WHERE "mails"."date_sent" is not null;--> statement-breakpoint
CREATE INDEX `mails_failed` ON `mails` (`id`) WHERE "mails"."state" = 'failed';--> statement-breakpoint
CREATE TABLE `messages` (
	`id` integer PRIMARY KEY NOT NULL,
	`dialog_id` integer NOT NULL,
	`seq` integer NOT NULL,
	`user_id` integer NOT NULL,
	`html` text NOT NULL,
	`text` text NOT NULL,
	`markdown` text NOT NULL,
	`file_id` integer,
	`reply_id` integer,
	`lesson` integer,
	`uid` text,
	`date_created` integer NOT NULL,
	`date_read` integer,
	`rev` integer NOT NULL,
	`created_rev` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `messages_by_seq` ON `messages` (`dialog_id`,`seq`);--> statement-breakpoint
CREATE UNIQUE INDEX `messages_by_rev` ON `messages` (`rev`);--> statement-breakpoint
CREATE UNIQUE INDEX `messages_by_uid` ON `messages` (`user_id`,`uid`) WHERE "messages"."uid" is not null;--> statement-breakpoint
CREATE INDEX `messages_by_file` ON `messages` (`file_id`) WHERE "messages"."file_id" is not null;--> statement-breakpoint
CREATE TABLE `participants` (
	`dialog_id` integer NOT NULL,
	`user_id` integer NOT NULL,
	`unread` integer DEFAULT 0 NOT NULL,
	`read_to` integer DEFAULT 0 NOT NULL,
	`activity` integer NOT NULL,
	PRIMARY KEY(`dialog_id`, `user_id`)
);
--> statement-breakpoint
CREATE INDEX `participants_by_activity` ON `participants` (`user_id`,`activity`,`dialog_id`);--> statement-breakpoint
CREATE TABLE `reads` (
	`dialog_id` integer NOT NULL,
	`user_id` integer NOT NULL,
	`seq` integer NOT NULL,
	`date_read` integer NOT NULL,
	PRIMARY KEY(`dialog_id`, `user_id`, `seq`)
);
--> statement-breakpoint
CREATE TABLE `state` (
	`id` integer PRIMARY KEY NOT NULL,
	`epoch` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `users` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`email` text,
	`username` text,
	`first_name` text DEFAULT '' NOT NULL,
	`last_name` text DEFAULT '' NOT NULL,
	`avatar` text,
	`thumbnail_avatar` text,
	`reviewer_id` integer,
	`email_notifications` integer DEFAULT true NOT NULL,
	`locale` text,
	`disabled_at` integer,
	`date_created` integer NOT NULL,
	`dialogs` integer DEFAULT 0 NOT NULL,
	`unread_dialogs` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE INDEX `users_by_email` ON `users` (lower("email"));