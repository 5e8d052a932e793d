from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "hekas.accounts"
    label = "accounts"
