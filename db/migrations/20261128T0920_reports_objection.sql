-- Serves the heap of what is to be made public: closed reports whose sender has answered why they are not shown.
create index event_objected on reports.event (report_id) where step = 'object';
