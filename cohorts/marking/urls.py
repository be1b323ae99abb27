"""Addresses of grading by hand: the learner's work, the readings between learners, the queue."""

from django.urls import path

from cohorts.marking.views import desk, learner, paper, peers

app_name = "marking"

mine = "promotions/<int:pk>"
queue = "encadrement/corrections"
of_activity = f"{queue}/<int:pk>/<int:activity_pk>"
of_work = f"{of_activity}/<int:work_pk>"

urlpatterns = [
    path(f"{mine}/activites/<int:activity_pk>/travail/", learner.work, name="work"),
    path(f"{mine}/travaux/fichiers/<int:file_pk>/", learner.file, name="file"),
    path(f"{mine}/tentatives/<int:attempt_pk>/correction/", learner.correction, name="correction"),
    path(f"{mine}/relectures/<int:reading_pk>/", peers.reading, name="peer_reading"),
    path(
        f"{mine}/relectures/<int:reading_pk>/fichiers/<int:file_pk>/",
        peers.file,
        name="peer_file",
    ),
    path(f"{queue}/", desk.queue, name="queue"),
    path(f"{of_activity}/", desk.papers, name="papers"),
    path(f"{of_activity}/reglages/", desk.terms, name="terms"),
    path(f"{of_activity}/delai/", desk.more_time, name="more_time"),
    path(f"{of_activity}/distribuer/", desk.share_out, name="share_out"),
    path(f"{of_activity}/publier/", desk.release, name="release"),
    path(f"{of_work}/", paper.paper, name="paper"),
    path(f"{of_work}/fichiers/<int:file_pk>/", paper.file, name="paper_file"),
]
