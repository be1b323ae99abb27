"""Pages of the bank inside the editor, below /gestion/banque/."""

from django.urls import path

from modules import views

app_name = "modules"

urlpatterns = [
    path("questions/<int:pk>/", views.question, name="question"),
    path("questions/<int:pk>.csv", views.question_csv, name="question_csv"),
    path("questions/<int:pk>/essai/", views.try_question, name="try_question"),
    path("quiz/<int:pk>/", views.quiz, name="quiz"),
    path("quiz/<int:pk>.csv", views.quiz_csv, name="quiz_csv"),
    path("quiz/<int:pk>/essai/", views.try_quiz, name="try_quiz"),
]
